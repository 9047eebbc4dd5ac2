import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '#shared/sync/canonical.ts';
import { checksumsSchema } from '#shared/sync/checksum.ts';
import { syncedEntities, syncedStreams } from '#shared/sync/entities.ts';
import { helloAnswerSchema, helloSchema } from '#shared/sync/hello.ts';
import { protocolVersion, schemaVersion } from '#shared/sync/protocol.ts';
import { pullAnswerSchema, pullQuerySchema } from '#shared/sync/pull.ts';
import { pushAnswerSchema, pushSchema } from '#shared/sync/push.ts';
import { snapshotChunkSchema, snapshotQuerySchema } from '#shared/sync/snapshot.ts';

const messages = {
  helloSchema,
  helloAnswerSchema,
  pushSchema,
  pushAnswerSchema,
  pullQuerySchema,
  pullAnswerSchema,
  snapshotQuerySchema,
  snapshotChunkSchema,
  checksumsSchema,
};
const shapeOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
const hashOf = (value: unknown) => hash('sha256', canonicalJson(value), 'hex').slice(0, 16);

describe('the wire', () => {
  it('does not change without a new version', () => {
    const wire = Object.fromEntries(Object.entries(messages).map(([name, schema]) => [name, shapeOf(schema)]));
    const entities = syncedEntities.map(({ name, schema, audience }) => [name, audience, shapeOf(schema)]);
    // A hash that differs here is a change of the wire: what stands in released programs has to be understood still. Then
    // the version beside it in src-shared/sync/protocol.ts goes up, and the new pair is written here. What either side may
    // leave out, and the other one passes over, leaves the version as it is.
    expect({ protocolVersion, messages: hashOf(wire) }).toEqual({ protocolVersion: 1, messages: 'f62ee4cf5f25c451' });
    expect({ schemaVersion, entities: hashOf([entities, syncedStreams]) }).toEqual({
      schemaVersion: 2,
      entities: '5b616aa232c3d528',
    });
  });
});

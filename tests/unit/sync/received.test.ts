import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeSchema } from '#shared/sync/operation.ts';
import { receiveChange, receivedChunkSchema, receivedPullSchema, receiveSnapshotRow } from '#shared/sync/received.ts';
import { snapshotRowSchema } from '#shared/sync/snapshot.ts';
import { count, entity, fact, fields, id, sent, spoiltOf, stamp, stamps } from '#tests/support/sync/wire.ts';

const row = fc.oneof(
  fc.record({ entity, id, fields, stamps, deleted: stamp }, { requiredKeys: ['entity', 'id', 'fields', 'stamps'] }),
  fc.record({ id, fact }),
  fc.record({ entity, id, fields, stamps, deleted: stamp, fact }),
);
const place = { position: count, last: fc.boolean(), entity, id, seq: count };
const required = { requiredKeys: ['position', 'last', 'entity', 'id', 'kind'] as never[] };
const change = fc.oneof(
  fc.record({ ...place, kind: fc.constant('put'), whole: fc.boolean(), fields, stamps }, required),
  fc.record({ ...place, kind: fc.constant('delete'), stamp }, required),
  fc.record({ ...place, kind: fc.constant('fact'), fact }, required),
  fc.record({ ...place, kind: fc.constant('own') }, required),
);
const spoilt = spoiltOf([
  ...['id', 'entity', 'fields', 'stamps', 'deleted', 'fact'],
  ...['position', 'last', 'seq', 'kind', 'whole', 'stamp'],
]);

describe('what a landing receives', () => {
  it('rows of a snapshot are those that the shared schema takes, member for member', () => {
    fc.assert(
      fc.property(row, spoilt, (good, change) => {
        const raw = sent(good, change);
        const read = snapshotRowSchema.safeParse(raw);
        expect(receiveSnapshotRow(raw)).toEqual(read.success ? read.data : undefined);
      }),
      { numRuns: 3_000 },
    );
  });

  it('changes are those that the shared schema takes, member for member', () => {
    fc.assert(
      fc.property(change, spoilt, (good, of) => {
        const raw = sent(good, of);
        const read = changeSchema.safeParse(raw);
        expect(receiveChange(raw)).toEqual(read.success ? read.data : undefined);
      }),
      { numRuns: 3_000 },
    );
  });

  it('a list with one that is none is refused whole', () => {
    const good = { id: '01900000-0000-7000-8000-000000000000', entity: 'item', fields: {}, stamps: {} };
    const chunk = (rows: unknown) => ({ rows, sha256: '0'.repeat(64), cursor: 'c', total: 1 });
    expect(receivedChunkSchema.safeParse(chunk([good, good])).data?.rows).toEqual([good, good]);
    for (const rows of [[good, {}], [good, null], {}, undefined]) {
      expect(receivedChunkSchema.safeParse(chunk(rows)).success).toBe(false);
    }
    expect(receivedPullSchema.safeParse({ changes: [{}], cursor: 'c', more: false }).success).toBe(false);
  });
});

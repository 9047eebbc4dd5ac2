import { sql } from 'drizzle-orm';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
import type { Hello, HelloAnswer } from '#shared/sync/hello.ts';
import { protocolVersion, pullLimit, pushLimit, schemasAccepted, schemaVersion } from '#shared/sync/protocol.ts';
import type { Tx } from '../store/service.ts';
import { judgeCursor, lockHead, markSetBack, readHead } from './head.ts';
import { beginEpoch, judgeContinuation, readStanding, type Standing } from './standings.ts';
import { parseCursor } from './tokens.ts';

export type Greeted =
  | { readonly kind: 'answer'; readonly answer: HelloAnswer }
  | { readonly kind: 'forked'; readonly of: Standing };

export interface HelloContext {
  readonly enterpriseId: string;
  readonly now: number;
  readonly serverEpoch: string;
  readonly switches: SubsystemSwitches;
}

/**
 * Answers a device that connects. Nothing is written, unless it begins or this database turns out to be an older copy of
 * itself. Throws AppError sync_protocol_unknown.
 */
export async function hello(tx: Tx, context: HelloContext, said: Hello): Promise<Greeted> {
  const { enterpriseId, now, serverEpoch, switches } = context;
  const oldestSchema = Math.max(1, schemaVersion - schemasAccepted);
  if (said.protocol !== protocolVersion || said.schema < oldestSchema) throw new AppError('sync_protocol_unknown');
  const known = await readStanding(tx, enterpriseId, said.device);
  const standing =
    known && known.epoch >= said.epoch
      ? known
      : await beginEpoch(
          tx,
          { enterpriseId, deviceId: said.device, epoch: said.epoch, now },
          known ? undefined : said.continuation,
        );
  if (standing.epoch > said.epoch) return { kind: 'forked', of: standing };
  const isNew = standing !== known;
  const judged = said.continuation === undefined || isNew ? 'current' : judgeContinuation(standing, said.continuation);
  if (judged === 'stale') return { kind: 'forked', of: standing };

  const head = await readHead(tx, enterpriseId);
  const cursor = said.cursor === undefined ? undefined : parseCursor(said.cursor);
  const isLost = cursor !== undefined && (await judgeCursor(tx, enterpriseId, head, cursor)) === 'set_back';
  if (judged === 'ahead' || isLost) {
    await lockHead(tx, enterpriseId);
    await markSetBack(tx, enterpriseId, now);
  }
  if (judged === 'ahead' && !standing.ahead) {
    await tx.execute(
      sql`update sync_device set ahead = true where enterprise_id = ${enterpriseId} and device_id = ${said.device}`,
    );
  }
  // Who never heard the last answer sends that push again: only its content tells it from a copy.
  const safe =
    judged === 'previous' && standing.previousContinuation !== null
      ? { lastSeq: standing.previousSeq, continuation: standing.previousContinuation }
      : { lastSeq: standing.lastSeq, continuation: standing.continuation };
  return {
    kind: 'answer',
    answer: {
      serverEpoch,
      time: now,
      protocol: { from: protocolVersion, to: protocolVersion },
      schema: { from: oldestSchema, to: schemaVersion },
      limits: { operations: pushLimit.operations, bytes: pushLimit.bytes, changes: pullLimit },
      ...safe,
      // Another history may have come just as far.
      news: isLost || (cursor?.position ?? 0) !== head.position || cursor?.full === true,
      switches,
    },
  };
}

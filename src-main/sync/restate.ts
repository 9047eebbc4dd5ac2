import type { Stamp } from '#shared/sync/clock.ts';
import { conflictEntity, syncedStreams } from '#shared/sync/entities.ts';
import { type Knowledge, knows, Learning, writerOf } from '#shared/sync/knowledge.ts';
import { stampOf } from '#shared/sync/merge.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';
import type { SqliteConnection } from '../store/service.ts';
import type { InFlight } from './in-flight.ts';
import type { OutboxRow } from './outbox.ts';
import type { PlaceKeeper } from './place.ts';
import type { RecordTable, StampBook } from './records.ts';
import type { OutboxKind } from './tables.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A record as the cloud had acknowledged it: raw values, and the stamp of each. */
interface Acknowledged {
  readonly raw: Raw;
  readonly stamps: Stamps;
}

interface Staged {
  readonly fields: Fields;
  readonly stamps: Stamps;
  readonly deleted?: string;
}

const stampsIn = ({ stamps, deleted }: Staged): Stamp[] => [...Object.values(stamps), deleted ?? ''];

interface Deps {
  readonly connection: SqliteConnection;
  readonly tables: ReadonlyMap<string, RecordTable>;
  readonly inFlight: InFlight;
  readonly place: PlaceKeeper;
  readonly stamps: StampBook;
  /** Who this landing is now. */
  readonly ownDevice: () => string;
}

const streams = Object.keys(syncedStreams)
  .map((stream) => `'${stream}'`)
  .join(', ');

/**
 * Repeats to a cloud that was set back what it had acknowledged and lost. Works over the staged snapshot. What somebody
 * wrote there meanwhile is not known here: against that what was lost is repeated too, so that the cloud makes a conflict
 * of the two.
 */
export class Restatement {
  readonly #deps: Deps;
  readonly #staged;
  readonly #stagedAll;
  readonly #add;
  /** What this landing has seen, and what the cloud has. */
  #here: Knowledge = {};
  #cloud: Knowledge = {};

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#staged = deps.connection
      .prepare<[string, string], string>('SELECT content FROM sync_staged WHERE entity = ? AND row_id = ?')
      .pluck();
    this.#stagedAll = deps.connection
      .prepare<[], string>("SELECT content FROM sync_staged WHERE entity <> 'event'")
      .pluck();
    this.#add = deps.connection.prepare<[string, string, OutboxKind, string, string, string]>(
      `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, fields, base, restates)
       VALUES (sync_next_tx(), sync_tick(), sync_at(), 'system', ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Records that are newer here than there, and deletions that are not known there. */
  records(): void {
    this.#compare();
    for (const [entity, table] of this.#deps.tables) {
      for (const { id, raw, stamps } of table.all()) {
        const each = Object.fromEntries(Object.keys(raw).map((field) => [field, stampOf(stamps, field)]));
        this.#record(entity, id, { raw, stamps: each });
      }
      this.#deletedHere(entity);
    }
  }

  #compare(): void {
    const { stamps, ownDevice } = this.#deps;
    const cloud = new Learning();
    for (const content of this.#stagedAll.iterate())
      for (const stamp of stampsIn(JSON.parse(content))) cloud.see(stamp);
    this.#cloud = cloud.knowledge;
    // Whoever else writes as this device is a copy, and known as such before.
    this.#here = { ...stamps.knowledge(), [`d${ownDevice().replaceAll('-', '')}`]: 'f'.repeat(48) };
  }

  /** Whether the cloud lost what was written here, and has in its place what is not known here. */
  #clashes(mine: Stamp, theirs: Stamp): boolean {
    return theirs !== mine && !knows(this.#cloud, mine) && !knows(this.#here, theirs);
  }

  /** What is known here of those who wrote what the cloud lost, or what it has in this record. */
  #knowledge(there: Staged | undefined): string {
    const relevant = new Set((there ? stampsIn(there) : []).map(writerOf));
    const known = Object.entries(this.#here).filter(
      ([writer, stamp]) => relevant.has(writer) || stamp > (this.#cloud[writer] ?? ''),
    );
    return JSON.stringify(Object.fromEntries(known));
  }

  #record(entity: string, id: string, now: Acknowledged | undefined): void {
    const known = undone(now, this.#deps.inFlight.of(entity, id));
    if (!known) return;
    const there = this.#there(entity, id);
    const fields = Object.keys(known.raw).filter((field) => {
      const mine = stampOf(known.stamps, field);
      const theirs = there?.deleted ?? stampOf(there?.stamps ?? {}, field);
      return mine > theirs || (entity !== conflictEntity.name && this.#clashes(mine, theirs));
    });
    if (fields.length === 0) return;
    const whole = !there || there.deleted !== undefined;
    const pick = <T>(from: Readonly<Record<string, T>>) =>
      Object.fromEntries(fields.map((field) => [field, from[field] as T]));
    const [raw, stamps] = whole ? [known.raw, known.stamps] : [pick(known.raw), pick(known.stamps)];
    const sent = [JSON.stringify(raw), this.#knowledge(there), JSON.stringify(stamps)] as const;
    this.#add.run(entity, id, whole ? 'whole' : 'put', ...sent);
  }

  #deletedHere(entity: string): void {
    const deleted = this.#deps.connection
      .prepare<[string], { id: string; stamp: string }>(
        'SELECT row_id AS id, deleted AS stamp FROM sync_stamp WHERE entity = ? AND deleted IS NOT NULL',
      )
      .all(entity);
    for (const { id, stamp } of deleted) {
      if (this.#deps.inFlight.of(entity, id).length > 0) {
        this.#record(entity, id, undefined);
        continue;
      }
      const there = this.#there(entity, id);
      if (!there || there.deleted !== undefined) continue;
      const others = Object.values(there.stamps);
      if (others.every((other) => other < stamp) || others.some((other) => this.#clashes(stamp, other))) {
        this.#add.run(entity, id, 'delete', '{}', this.#knowledge(there), JSON.stringify(stamp));
      }
    }
  }

  #there(entity: string, id: string): Staged | undefined {
    const content = this.#staged.get(entity, id);
    return content === undefined ? undefined : (JSON.parse(content) as Staged);
  }

  /** Facts that are not there; they are united by their ids. */
  facts(): void {
    this.#deps.connection.exec(
      `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, restates)
       SELECT sync_next_tx(), sync_tick(), at, actor, 'event', id, 'fact', '{}' FROM event e
       WHERE stream IN (${streams})
         AND NOT EXISTS (SELECT 1 FROM sync_staged s WHERE s.entity = 'event' AND s.row_id = e.id)
         AND id NOT IN (SELECT row_id FROM sync_outbox WHERE kind = 'fact')
       ORDER BY position`,
    );
  }

  /** Numbers from 1 again, behind what is restated what was on its way; `last` is the outbox's last number before it. */
  beginEpoch(last: number): void {
    const { connection, place } = this.#deps;
    const moved = 'tx, stamp, at, actor, entity, row_id, kind, fields, before, base, beneath, restates';
    connection
      .prepare(
        `INSERT INTO sync_outbox (${moved})
         SELECT ${moved} FROM sync_outbox WHERE seq <= ? AND state = 'pending' ORDER BY seq`,
      )
      .run(last);
    connection.prepare("DELETE FROM sync_outbox WHERE seq <= ? AND state = 'pending'").run(last);
    place.set({ epoch: place.get().epoch + 1, offset: last, acknowledged: last, continuation: null });
  }
}

/** A record without what is on its way; undefined when the cloud never had it. */
function undone(now: Acknowledged | undefined, rows: readonly OutboxRow[]): Acknowledged | undefined {
  let known = now;
  for (const row of rows.toReversed()) {
    const base = JSON.parse(row.base) as Stamps;
    const before = JSON.parse(row.before) as Raw;
    const stamps = Object.fromEntries(Object.keys(before).map((field) => [field, stampOf(base, field)]));
    if (row.kind === 'whole') known = undefined;
    else if (row.kind === 'delete') known = { raw: before, stamps };
    else if (known) known = { raw: { ...known.raw, ...before }, stamps: { ...known.stamps, ...stamps } };
  }
  return known;
}

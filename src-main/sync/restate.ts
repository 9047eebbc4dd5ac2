import { syncedStreams } from '#shared/sync/entities.ts';
import { stampOf } from '#shared/sync/merge.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';
import type { SqliteConnection } from '../store/service.ts';
import type { InFlight } from './in-flight.ts';
import type { OutboxRow } from './outbox.ts';
import type { PlaceKeeper } from './place.ts';
import type { RecordTable } from './records.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A record as the cloud had acknowledged it: raw values, and the stamp of each. */
interface Acknowledged {
  readonly raw: Raw;
  readonly stamps: Stamps;
}

interface Deps {
  readonly connection: SqliteConnection;
  readonly tables: ReadonlyMap<string, RecordTable>;
  readonly inFlight: InFlight;
  readonly place: PlaceKeeper;
}

const streams = Object.keys(syncedStreams)
  .map((stream) => `'${stream}'`)
  .join(', ');

/** Repeats to a cloud that was set back what it had acknowledged and lost. Works over the staged snapshot. */
export class Restatement {
  readonly #deps: Deps;
  readonly #staged;
  readonly #add;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#staged = deps.connection
      .prepare<[string, string], string>('SELECT content FROM sync_staged WHERE entity = ? AND row_id = ?')
      .pluck();
    this.#add = deps.connection.prepare<[string, string, string, string, string]>(
      `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, fields, restates)
       VALUES (sync_next_tx(), sync_tick(), sync_at(), 'system', ?, ?, ?, ?, ?)`,
    );
  }

  /** Records that are newer here than there, and deletions that are not known there. */
  records(): void {
    for (const [entity, table] of this.#deps.tables) {
      for (const { id, raw, stamps } of table.all()) {
        const each = Object.fromEntries(Object.keys(raw).map((field) => [field, stampOf(stamps, field)]));
        this.#record(entity, id, { raw, stamps: each });
      }
      this.#deletedHere(entity);
    }
  }

  #record(entity: string, id: string, now: Acknowledged | undefined): void {
    const known = undone(now, this.#deps.inFlight.of(entity, id));
    if (!known) return;
    const there = this.#there(entity, id);
    const isNewer = Object.keys(known.raw).some(
      (field) => stampOf(known.stamps, field) > (there?.deleted ?? stampOf(there?.stamps ?? {}, field)),
    );
    if (isNewer) this.#add.run(entity, id, 'whole', JSON.stringify(known.raw), JSON.stringify(known.stamps));
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
      if (there && there.deleted === undefined && Object.values(there.stamps).every((other) => other < stamp)) {
        this.#add.run(entity, id, 'delete', '{}', JSON.stringify(stamp));
      }
    }
  }

  #there(entity: string, id: string): { fields: Fields; stamps: Stamps; deleted?: string } | undefined {
    const content = this.#staged.get(entity, id);
    return content === undefined ? undefined : (JSON.parse(content) as { fields: Fields; stamps: Stamps });
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

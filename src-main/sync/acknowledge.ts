import type { PushAnswer } from '#shared/sync/push.ts';
import type { SqliteConnection } from '../store/service.ts';
import type { Touched } from './apply.ts';
import type { InFlight } from './in-flight.ts';
import { type OutboxRow, outboxColumns } from './outbox.ts';
import type { PlaceKeeper } from './place.ts';
import type { RecordTable } from './records.ts';

interface Deps {
  readonly connection: SqliteConnection;
  readonly tables: ReadonlyMap<string, RecordTable>;
  readonly inFlight: InFlight;
  readonly place: PlaceKeeper;
}

/** Takes in the cloud's answers to pushes; called with capture off. */
export class Acknowledger {
  readonly #deps: Deps;
  readonly #row;
  readonly #reject;
  readonly #delete;
  readonly #notWaiting;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { connection } = deps;
    this.#row = connection.prepare<[number], OutboxRow>(`SELECT ${outboxColumns} FROM sync_outbox WHERE seq = ?`);
    this.#reject = connection.prepare<[string, number]>(
      "UPDATE sync_outbox SET state = 'rejected', code = ?, beneath = NULL WHERE seq = ?",
    );
    this.#delete = connection.prepare<[number]>('DELETE FROM sync_outbox WHERE seq = ?');
    this.#notWaiting = connection.prepare<[string]>('DELETE FROM sync_waiting_fact WHERE id = ?');
  }

  take(answer: PushAnswer, touched: Touched): void {
    const { connection, place } = this.#deps;
    const { offset, acknowledged } = place.get();
    const upTo = Math.min(offset + answer.lastSeq, place.lastSeq());
    for (const [from, to] of Object.entries(answer.clamped ?? {})) this.#clamp(from, to);
    for (const outcome of answer.outcomes.toSorted((a, b) => a.seq - b.seq)) {
      const row = this.#row.get(outcome.seq + offset);
      if (!row || row.state === 'rejected' || row.seq > upTo) continue;
      this.#settle(row, outcome.outcome === 'rejected' ? outcome.code : null, touched);
    }
    if (upTo > acknowledged) {
      connection.prepare("DELETE FROM sync_outbox WHERE seq <= ? AND kind = 'fact' AND state <> 'rejected'").run(upTo);
      connection.prepare("DELETE FROM sync_outbox WHERE seq <= ? AND state = 'seen'").run(upTo);
      connection.prepare("UPDATE sync_outbox SET state = 'sent' WHERE seq <= ? AND state = 'pending'").run(upTo);
    }
    place.set({ acknowledged: Math.max(acknowledged, upTo), continuation: answer.continuation });
    if (answer.clamped) {
      // Once nothing of the wrong time is left, the clock need not stay there.
      place.set({ clock: null });
      place.observe(Object.values(answer.clamped));
      place.resetClock();
    } else place.observe([place.clock.tick()]);
  }

  /** An operation does not stand as it was sent: another value stands (`code` null), or it was refused. */
  #settle(row: OutboxRow, code: OutboxRow['code'], touched: Touched): void {
    const { inFlight, tables } = this.#deps;
    if (row.kind === 'fact') {
      // A repetition for a cloud that was set back is not what somebody did here: nobody misses it.
      if (code !== null && row.restates === null) {
        this.#reject.run(code, row.seq);
        this.#notWaiting.run(row.rowId);
      } else this.#delete.run(row.seq);
      return;
    }
    if (row.restates !== null) {
      this.#delete.run(row.seq);
      return;
    }
    const table = tables.get(row.entity);
    if (table) {
      inFlight.release(table, row, code !== null);
      touched.add(table.topics, row.rowId);
    }
    if (code === null) this.#delete.run(row.seq);
    else this.#reject.run(code, row.seq);
  }

  /** The cloud gave a write that was far ahead of its time another stamp. */
  #clamp(from: string, to: string): void {
    const { connection } = this.#deps;
    const replaced = (column: string) => `${column} = replace(${column}, @from, @to)`;
    const rows = connection
      .prepare<[string], { entity: string; rowId: string }>(
        'SELECT entity, row_id AS rowId FROM sync_outbox WHERE stamp = ?',
      )
      .all(from);
    for (const row of rows) {
      const bound = { ...row, from, to };
      connection
        .prepare(
          `UPDATE sync_outbox SET ${['stamp', 'base', 'beneath', 'restates'].map(replaced).join(', ')}
           WHERE entity = @entity AND row_id = @rowId`,
        )
        .run(bound);
      connection
        .prepare(
          `UPDATE sync_stamp SET ${['stamps', 'deleted'].map(replaced).join(', ')}
           WHERE entity = @entity AND row_id = @rowId`,
        )
        .run(bound);
    }
  }
}

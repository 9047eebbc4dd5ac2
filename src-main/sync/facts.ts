import { syncedStreams } from '#shared/sync/entities.ts';
import type { Fact } from '#shared/sync/operation.ts';
import type { SqliteConnection, Transaction } from '../store/service.ts';
import { knownFacts } from './registry.ts';

interface Place {
  readonly streamId: string;
  readonly home: string;
  readonly seq: number;
}

/** Takes in facts from elsewhere, each after its predecessor. */
export class FactIntake {
  readonly #known;
  readonly #move;
  readonly #occupant;
  readonly #wait;
  readonly #waiting;
  readonly #waitingAll;
  readonly #noLongerWaiting;
  readonly #after;
  readonly #keepInOutbox;
  readonly #addToOutbox;
  readonly #deleteEvent;

  constructor(connection: SqliteConnection) {
    this.#known = connection.prepare<[string], Place>(
      'SELECT stream_id AS streamId, home, seq FROM event WHERE id = ?',
    );
    this.#move = connection.prepare<[string, number, string]>('UPDATE event SET home = ?, seq = ? WHERE id = ?');
    this.#occupant = connection
      .prepare<[string, string, number], string>('SELECT id FROM event WHERE stream_id = ? AND home = ? AND seq = ?')
      .pluck();
    this.#wait = connection.prepare<[string, string, string, number, string]>(
      'INSERT INTO sync_waiting_fact (id, stream_id, home, seq, fact) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#waiting = connection.prepare<[string, string, number], { id: string; fact: string }>(
      'SELECT id, fact FROM sync_waiting_fact WHERE stream_id = ? AND home = ? AND seq = ?',
    );
    this.#waitingAll = connection.prepare<[], { id: string; fact: string }>(
      'SELECT id, fact FROM sync_waiting_fact ORDER BY stream_id, home, seq',
    );
    this.#noLongerWaiting = connection.prepare<[string]>('DELETE FROM sync_waiting_fact WHERE id = ?');
    this.#after = connection.prepare<[string, string, number], Omit<Fact, 'data'> & { id: string; data: string }>(
      `SELECT id, stream, stream_id AS streamId, seq, type, at, actor, home, data FROM event
       WHERE stream_id = ? AND home = ? AND seq >= ? ORDER BY seq`,
    );
    this.#keepInOutbox = connection.prepare<[string, string]>(
      "UPDATE sync_outbox SET fields = ? WHERE kind = 'fact' AND row_id = ? AND state IN ('pending', 'rejected')",
    );
    this.#addToOutbox = connection.prepare<[number, string, string, string]>(
      `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, fields)
       VALUES (sync_next_tx(), sync_tick(), ?, ?, 'event', ?, 'fact', ?)`,
    );
    this.#deleteEvent = connection.prepare<[string]>('DELETE FROM event WHERE id = ?');
  }

  /**
   * Takes in a fact, and those that waited for it; one that must wait itself is kept. Gives whether own facts had to
   * leave their place for it, so that projections must be built again.
   */
  take(tx: Transaction, id: string, fact: Fact): boolean {
    let displaced = false;
    let next: { id: string; fact: Fact } | undefined = { id, fact };
    while (next) {
      const outcome = this.#takeOne(tx, next.id, next.fact);
      displaced = outcome === 'displaced' || displaced;
      const { streamId, home, seq }: Fact = next.fact;
      const waiting: { id: string; fact: string } | undefined =
        outcome === 'waits' ? undefined : this.#waiting.get(streamId, home, seq + 1);
      if (waiting) this.#noLongerWaiting.run(waiting.id);
      next = waiting && { id: waiting.id, fact: JSON.parse(waiting.fact) as Fact };
    }
    return displaced;
  }

  /** `displaced`: it is there now, in the place of own facts. */
  #takeOne(tx: Transaction, id: string, fact: Fact): 'there' | 'displaced' | 'waits' {
    const own = this.#known.get(id);
    if (own) return this.#moveBack(own, fact) ? 'displaced' : 'there';
    const types = knownFacts[fact.stream];
    const isKnown = syncedStreams[fact.stream] !== undefined && types !== undefined && (types?.has(fact.type) ?? true);
    const isNext = fact.seq === 1 || this.#occupant.get(fact.streamId, fact.home, fact.seq - 1) !== undefined;
    if (!isKnown || !isNext) {
      this.#wait.run(id, fact.streamId, fact.home, fact.seq, JSON.stringify(fact));
      return 'waits';
    }
    const isTaken = this.#occupant.get(fact.streamId, fact.home, fact.seq) !== undefined;
    if (isTaken) this.#displace(fact);
    tx.ingest({ id, ...fact });
    return isTaken ? 'displaced' : 'there';
  }

  /**
   * A fact that was given another home when this database turned out to be a copy, while the cloud has it from the other
   * copy: it goes where the cloud has it, and what continues it there with it. Gives whether anything moved.
   */
  #moveBack(own: Place, fact: Fact): boolean {
    if (own.home === fact.home && own.seq === fact.seq) return false;
    const rows = this.#after.all(own.streamId, own.home, own.seq);
    const isShared = syncedStreams[fact.stream] === 'shared';
    for (const [index, { id, seq }] of rows.entries()) {
      // Of a stream that every landing adds to only this one was the other copy's too.
      const [home, place] = isShared && index > 0 ? [own.home, seq - 1] : [fact.home, fact.seq + index];
      if (this.#occupant.get(fact.streamId, home, place) !== undefined) this.#displace({ ...fact, home, seq: place });
      this.#move.run(home, place, id);
    }
    return true;
  }

  /** Tries those that wait once more: this program may be newer than the one that let them wait. */
  takeWaiting(tx: Transaction): boolean {
    let displaced = false;
    for (const { id, fact } of this.#waitingAll.all()) {
      this.#noLongerWaiting.run(id);
      displaced = this.take(tx, id, JSON.parse(fact) as Fact) || displaced;
    }
    return displaced;
  }

  /**
   * A copy of this landing's database went on with a stream, and the cloud has that. Own facts from this place on leave
   * the log; the cloud will refuse them, and they are kept in the outbox for a person.
   */
  #displace(fact: Place): void {
    for (const { id, ...row } of this.#after.all(fact.streamId, fact.home, fact.seq)) {
      const text = JSON.stringify({ ...row, data: JSON.parse(row.data) });
      if (this.#keepInOutbox.run(text, id).changes === 0) this.#addToOutbox.run(row.at, row.actor, id, text);
      this.#deleteEvent.run(id);
    }
  }
}

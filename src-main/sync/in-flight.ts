import { stampOf } from '#shared/sync/merge.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';
import type { SqliteConnection } from '../store/service.ts';
import { type OutboxRow, outboxColumns } from './outbox.ts';
import type { RecordTable, StampBook } from './records.ts';

/**
 * What the cloud has of a record in the place of what was written here and is still on its way. `deleted`: it has none
 * (the empty stamp: it never had one).
 */
export interface Beneath {
  readonly fields: Fields;
  readonly stamps: Stamps;
  readonly deleted: string | null;
}

const nothing: Beneath = { fields: {}, stamps: {}, deleted: null };

/**
 * Whether what an own operation wrote to a field stays when something of another stamp comes. What it only repeats for a
 * cloud that was set back gives way to what is later.
 */
function covers(row: OutboxRow, field: string, stamp: string): boolean {
  if (row.restates !== null) {
    const repeated = JSON.parse(row.restates) as Stamps | string;
    return stamp <= (typeof repeated === 'string' ? repeated : stampOf(repeated, field));
  }
  return row.kind !== 'put' || Object.hasOwn(JSON.parse(row.fields) as object, field);
}

function overlay(below: Beneath, above: Beneath): Beneath {
  if (above.deleted !== null) return above;
  return {
    fields: { ...below.fields, ...above.fields },
    stamps: { ...below.stamps, ...above.stamps },
    deleted: Object.keys(above.fields).length > 0 ? null : below.deleted,
  };
}

/**
 * Own operations on their way, and what is pulled meanwhile. The cloud's log has them at places that come later than
 * what is being pulled, so what they wrote stays; what was pulled is kept beneath, for when the cloud decides otherwise.
 */
export class InFlight {
  readonly #stamps: StampBook;
  readonly #ofRecord;
  readonly #setBeneath;
  readonly #setState;
  readonly #delete;
  readonly #passAll;

  constructor(connection: SqliteConnection, stamps: StampBook) {
    this.#stamps = stamps;
    this.#ofRecord = connection.prepare<[string, string], OutboxRow>(
      `SELECT ${outboxColumns} FROM sync_outbox
       WHERE entity = ? AND row_id = ? AND kind <> 'fact' AND state IN ('pending', 'sent') ORDER BY seq`,
    );
    this.#setBeneath = connection.prepare<[string, number]>('UPDATE sync_outbox SET beneath = ? WHERE seq = ?');
    this.#setState = connection.prepare<[string, number]>('UPDATE sync_outbox SET state = ? WHERE seq = ?');
    this.#passAll = connection.prepare("DELETE FROM sync_outbox WHERE state = 'sent'");
    this.#delete = connection.prepare<[number]>('DELETE FROM sync_outbox WHERE seq = ?');
  }

  /** The own operations on a record that have not come back, in their order. */
  of(entity: string, id: string): OutboxRow[] {
    return this.#ofRecord.all(entity, id);
  }

  /** Everything that was sent came back, or has nothing to come back. */
  passAll(): void {
    this.#passAll.run();
  }

  /** An own operation came back: from here on what is pulled is newer. */
  pass({ seq, state }: OutboxRow): void {
    if (state === 'sent') this.#delete.run(seq);
    else this.#setState.run('seen', seq);
  }

  /** Takes out of a list those that came back, or that what came stands above: its stamps show it. */
  passed(rows: readonly OutboxRow[], fields: readonly string[], stamps: Stamps): OutboxRow[] {
    const carried = new Set(Object.values(stamps));
    return rows.filter((row) => {
      const isPassed =
        carried.has(row.stamp) ||
        (row.state === 'sent' &&
          row.restates === null &&
          fields.some((field) => stampOf(stamps, field) > row.stamp && covers(row, field, stampOf(stamps, field))));
      if (isPassed) this.pass(row);
      return !isPassed;
    });
  }

  /** Puts what was pulled beneath the first own operation that wrote each field; gives the fields that none did. */
  putBeneath(
    rows: readonly OutboxRow[],
    fields: readonly string[],
    pulled: Pick<Beneath, 'fields' | 'stamps'>,
  ): string[] {
    const below = new Map<OutboxRow, string[]>();
    const free: string[] = [];
    for (const field of fields) {
      const row = rows.find((candidate) => covers(candidate, field, stampOf(pulled.stamps, field)));
      if (row) below.set(row, [...(below.get(row) ?? []), field]);
      else free.push(field);
    }
    for (const [row, covered] of below) {
      const part = {
        fields: pick(covered, (field) => pulled.fields[field] ?? null),
        stamps: pick(covered, (field) => stampOf(pulled.stamps, field)),
        deleted: null,
      };
      this.#keep(row, overlay(beneathOf(row), part));
    }
    return free;
  }

  /** Puts a deletion beneath the first own operation. */
  deleteBeneath(row: OutboxRow, stamp: string): void {
    this.#keep(row, { ...nothing, deleted: stamp });
  }

  #keep(row: OutboxRow, beneath: Beneath): void {
    const text = JSON.stringify(beneath);
    this.#setBeneath.run(text, row.seq);
    Object.assign(row, { beneath: text });
  }

  /**
   * An own operation does not stand as it was sent. What is beneath it (and, when the cloud refused it, what was there
   * before) goes beneath the next own operation, or into the record.
   */
  release(table: RecordTable, row: OutboxRow, refused: boolean): void {
    const content = refused ? overlay(beforeOf(table, row), beneathOf(row)) : beneathOf(row);
    const { entity, rowId: id } = row;
    const later = this.of(entity, id).filter(({ seq }) => seq > row.seq);
    const [next] = later;
    if (content.deleted !== null) {
      if (next) this.deleteBeneath(next, content.deleted);
      else {
        table.remove(id);
        this.#stamps.setDeleted(entity, id, content.deleted);
      }
      return;
    }
    const free = this.putBeneath(later, Object.keys(content.fields), content);
    const fields = pick(free, (field) => content.fields[field] ?? null);
    const stamps = pick(free, (field) => stampOf(content.stamps, field));
    if (free.length === 0) return;
    if (table.update(id, fields)) {
      this.#stamps.set(entity, id, { ...this.#stamps.get(entity, id).stamps, ...stamps });
    } else if (!table.lacks(fields)) {
      table.insert(id, fields);
      this.#stamps.set(entity, id, stamps);
    }
  }
}

function pick<T>(fields: readonly string[], value: (field: string) => T): Record<string, T> {
  return Object.fromEntries(fields.map((field) => [field, value(field)]));
}

function beneathOf({ beneath }: OutboxRow): Beneath {
  return beneath === null ? nothing : (JSON.parse(beneath) as Beneath);
}

/** The record as it was before an own operation. */
function beforeOf(table: RecordTable, row: OutboxRow): Beneath {
  const base = JSON.parse(row.base) as Stamps;
  if (row.kind === 'whole') return { ...nothing, deleted: base['*'] ?? '' };
  const fields = table.toWire(JSON.parse(row.before) as Record<string, unknown>);
  return { fields, stamps: pick(Object.keys(fields), (field) => stampOf(base, field)), deleted: null };
}

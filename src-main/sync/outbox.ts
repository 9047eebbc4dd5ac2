import { stampOf } from '#shared/sync/merge.ts';
import type { Fact, Fields, Operation, Stamps } from '#shared/sync/operation.ts';
import type { OutboxEntry } from '#shared/sync/views.ts';
import type { SqliteConnection } from '../store/service.ts';
import type { Outgoing } from './journal.ts';
import type { RecordTable } from './records.ts';
import type { OutboxKind } from './tables.ts';

/** A row of the outbox as the database has it; `seq` counts on over all epochs. */
export interface OutboxRow {
  readonly seq: number;
  readonly tx: number;
  readonly stamp: string;
  readonly at: number;
  readonly actor: string;
  readonly entity: string;
  readonly rowId: string;
  readonly kind: OutboxKind;
  readonly state: 'pending' | 'seen' | 'sent' | 'rejected';
  readonly code: OutboxEntry['code'];
  readonly fields: string;
  readonly before: string;
  readonly base: string;
  readonly beneath: string | null;
  readonly restates: string | null;
}

export const outboxColumns =
  'seq, tx, stamp, at, actor, entity, row_id AS rowId, kind, state, code, fields, before, base, beneath, restates';

interface EventRow extends Omit<Fact, 'streamId' | 'data'> {
  readonly streamId: string;
  readonly data: string;
}

/** Reads the outbox: as operations for the cloud, and as text for a person. */
export class OutboxReader {
  readonly #tables: ReadonlyMap<string, RecordTable>;
  readonly #after;
  readonly #listed;
  readonly #event;

  constructor(connection: SqliteConnection, tables: ReadonlyMap<string, RecordTable>) {
    this.#tables = tables;
    this.#after = connection.prepare<[number, number], OutboxRow>(
      `SELECT ${outboxColumns} FROM sync_outbox WHERE seq > ? ORDER BY seq LIMIT ?`,
    );
    this.#listed = connection.prepare<[number, number], OutboxRow>(
      `SELECT ${outboxColumns} FROM sync_outbox WHERE seq > ? ORDER BY seq LIMIT ?`,
    );
    this.#event = connection.prepare<[string], EventRow>(
      'SELECT stream, stream_id AS streamId, seq, type, at, actor, home, data FROM event WHERE id = ?',
    );
  }

  /**
   * The operations after a number of the outbox: whole transactions as long as they fit, else the part of one that does.
   * `offset` is what the cloud's numbers begin after.
   */
  next(after: number, offset: number, limits: { operations: number; bytes: number }): Outgoing | undefined {
    const rows = this.#after.all(after, limits.operations + 1);
    const ops: Operation[] = [];
    let bytes = 0;
    for (const row of rows) {
      if (ops.length === limits.operations) break;
      const op = this.operation(row, offset);
      bytes += Buffer.byteLength(JSON.stringify(op)) + 1;
      if (bytes > limits.bytes && ops.length > 0) break;
      ops.push(op);
    }
    const [first] = ops;
    if (!first) return undefined;
    const cut = rows[ops.length];
    if (cut === undefined || cut.tx !== ops.at(-1)?.tx) return { firstSeq: first.seq, ops, open: false };
    const whole = ops.filter(({ tx }) => tx !== cut.tx);
    if (whole.length > 0) return { firstSeq: first.seq, ops: whole, open: false };
    return { firstSeq: first.seq, ops, open: true };
  }

  /** A fact of the outbox, wherever it lies. */
  fact({ rowId, fields }: OutboxRow): Fact {
    const event = this.#event.get(rowId);
    if (event) return { ...event, data: JSON.parse(event.data) as Fact['data'] };
    return JSON.parse(fields) as Fact;
  }

  /** A row as it is sent. */
  operation(row: OutboxRow, offset: number): Operation {
    const { tx, stamp, actor, entity, rowId: id } = row;
    const common = { seq: row.seq - offset, tx, stamp, actor, entity, id };
    if (row.kind === 'fact') return { ...common, kind: 'fact', fact: this.fact(row) };
    const base = JSON.parse(row.base) as Stamps;
    if (row.kind === 'delete') {
      const restates = row.restates === null ? {} : { restates: JSON.parse(row.restates) as string };
      return { ...common, kind: 'delete', base, ...restates };
    }
    const whole = row.kind === 'whole';
    const fields = this.#wire(entity, row.fields);
    const restates = row.restates === null ? {} : { restates: JSON.parse(row.restates) as Stamps };
    const known = whole || row.restates !== null ? base : baseOf(Object.keys(fields), base);
    return { ...common, kind: 'put', whole, fields, before: this.#wire(entity, row.before), base: known, ...restates };
  }

  #wire(entity: string, raw: string): Fields {
    const values = JSON.parse(raw) as Record<string, unknown>;
    return this.#tables.get(entity)?.toWire(values) ?? (values as Fields);
  }

  /** Rows for a person who looks into the outbox; secrets are not in the text. */
  entries(after: number, limit: number): OutboxEntry[] {
    return this.#listed.all(after, limit).map((row) => ({
      seq: row.seq,
      at: row.at,
      actor: row.actor,
      entity: row.entity,
      id: row.rowId,
      kind: row.kind === 'whole' ? 'put' : row.kind,
      state: row.state === 'seen' ? 'sent' : row.state,
      code: row.code,
      content: this.#content(row),
    }));
  }

  #content(row: OutboxRow): string {
    if (row.kind === 'fact') {
      const { type, data } = this.fact(row);
      return JSON.stringify({ type, data }, null, 2);
    }
    const secret = this.#tables.get(row.entity)?.entity.secret ?? [];
    const values = Object.entries(this.#wire(row.entity, row.kind === 'delete' ? row.before : row.fields));
    return JSON.stringify(Object.fromEntries(values.filter(([field]) => !secret.includes(field))), null, 2);
  }
}

/** Of all stamps of a record those of some fields; said once where they are the same. */
function baseOf(fields: readonly string[], stamps: Stamps): Stamps {
  const known = fields.map((field) => [field, stampOf(stamps, field)] as const).filter(([, stamp]) => stamp !== '');
  const [first] = known;
  if (first && known.length === fields.length && known.every(([, stamp]) => stamp === first[1]))
    return { '*': first[1] };
  return Object.fromEntries(known);
}

import { hash } from 'node:crypto';
import { type Checksums, checksumText, factChecksumText } from '#shared/sync/checksum.ts';
import { syncedStreams } from '#shared/sync/entities.ts';
import type { Fact } from '#shared/sync/operation.ts';
import type { SqliteConnection } from '../store/service.ts';
import type { Aside } from './aside.ts';
import type { RecordTable } from './records.ts';

const modulus = 1n << 64n;

/** Adds up rows, whatever their order. */
export class RowSum {
  rows = 0;
  #sum = 0n;

  add(text: string): void {
    this.rows += 1;
    this.#sum = (this.#sum + BigInt(`0x${hash('sha256', text).slice(0, 16)}`)) % modulus;
  }

  get sum(): string {
    return this.#sum.toString(16).padStart(16, '0');
  }
}

/** The checksums of what is synced and has nothing on its way; what is kept aside belongs to its record. */
export function checksumsOf(
  connection: SqliteConnection,
  tables: ReadonlyMap<string, RecordTable>,
  aside: Aside,
): Checksums['entities'] {
  const sums = new Map<string, RowSum>();
  const sumOf = (entity: string) => {
    const sum = sums.get(entity) ?? new RowSum();
    sums.set(entity, sum);
    return sum;
  };
  const onItsWay = new Set(
    connection
      .prepare<[], string>(
        "SELECT entity || ' ' || row_id FROM sync_outbox WHERE kind <> 'fact' AND state IN ('pending', 'sent')",
      )
      .pluck()
      .all(),
  );
  const kept = new Map(aside.all().map((row) => [`${row.entity} ${row.id}`, row]));
  for (const [entity, table] of tables) {
    const sum = sumOf(entity);
    for (const { id, fields, stamps } of table.all()) {
      const key = `${entity} ${id}`;
      const more = kept.get(key);
      kept.delete(key);
      if (onItsWay.has(key)) continue;
      sum.add(checksumText(entity, id, { ...fields, ...more?.fields }, { ...stamps, ...more?.stamps }));
    }
  }
  for (const { entity, id, fields, stamps, deleted } of kept.values()) {
    if (deleted === null) sumOf(entity).add(checksumText(entity, id, fields, stamps));
  }
  addFacts(connection, sumOf('event'));
  return Object.fromEntries(
    [...sums].filter(([, { rows }]) => rows > 0).map(([entity, { rows, sum }]) => [entity, { rows, sum }]),
  );
}

function addFacts(connection: SqliteConnection, sum: RowSum): void {
  const streams = Object.keys(syncedStreams);
  const page = connection.prepare<unknown[], Omit<Fact, 'data'> & { id: string; position: number; data: string }>(
    `SELECT position, id, stream, stream_id AS streamId, seq, type, at, actor, home, data FROM event
     WHERE position > ? AND stream IN (${streams.map(() => '?').join(', ')})
       AND id NOT IN (SELECT row_id FROM sync_outbox WHERE kind = 'fact')
     ORDER BY position LIMIT 1000`,
  );
  for (let after = 0; ; ) {
    const rows = page.all(after, ...streams);
    for (const { id, position, data, ...fact } of rows) {
      sum.add(factChecksumText(id, { ...fact, data: JSON.parse(data) as Fact['data'] }));
      after = position;
    }
    if (rows.length === 0) break;
  }
  const waiting = connection
    .prepare<[], { id: string; fact: string }>('SELECT id, fact FROM sync_waiting_fact')
    .iterate();
  for (const { id, fact } of waiting) sum.add(factChecksumText(id, JSON.parse(fact) as Fact));
}

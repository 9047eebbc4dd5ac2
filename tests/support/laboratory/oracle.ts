import { hash } from 'node:crypto';
import { getTableName } from 'drizzle-orm';
import { differing } from '#main/sync/comparison.ts';
import { syncedTables } from '#main/sync/registry.ts';
import { type Checksums, checksumText } from '#shared/sync/checksum.ts';
import { syncedStreams } from '#shared/sync/entities.ts';
import type { Replica } from '../replica.ts';
import type { CloudRow } from './cloud.ts';
import type { ConflictRow, Ending, Ledger } from './ledger.ts';

/** A landing at rest, as the oracle looks at it. */
export interface AtRest {
  readonly name: string;
  readonly replica: Pick<Replica, 'rows' | 'projections' | 'journal' | 'ordering'>;
}

/** What the cloud holds in the end. */
export interface CloudAtRest {
  /** As it answers a device. */
  readonly checksums: Checksums['entities'];
  readonly records: readonly CloudRow[];
  readonly facts: readonly string[];
}

const streams = Object.keys(syncedStreams)
  .map((stream) => `'${stream}'`)
  .join(', ');
const factsQuery = `SELECT id, stream, stream_id, seq, type, at, actor, home, data FROM event WHERE stream IN (${streams}) ORDER BY id`;

/**
 * Judges the end of a run: every landing and the cloud hold the same, what follows from the facts is what follows from
 * them, and of the ledger nothing is missing. Gives what is wrong, each in a sentence; empty when all is well.
 */
export async function judge(landings: readonly AtRest[], cloud: CloudAtRest, ledger: Ledger): Promise<string[]> {
  const [first] = landings;
  if (!first) return ['there is no landing left'];
  const findings: string[] = [...cloudFindings(cloud)];
  for (const { name, replica } of landings) {
    const entities = differing(replica.journal.checksums(), cloud.checksums);
    if (entities.length > 0) findings.push(`${name} and the cloud have other checksums of ${entities.join(', ')}`);
    for (const { table } of syncedTables) {
      const query = `SELECT * FROM ${getTableName(table)} ORDER BY id`;
      findings.push(
        ...differences(`${getTableName(table)} of ${name}`, replica.rows(query), first.replica.rows(query)),
      );
    }
    findings.push(...differences(`the facts of ${name}`, replica.rows(factsQuery), first.replica.rows(factsQuery)));
    findings.push(...leftovers(name, replica));
    findings.push(...(await projectionFindings(name, replica, first.replica)));
  }
  findings.push(...ledger.findings(endingOf(landings, cloud, first.replica)));
  return findings;
}

/** The cloud keeps its sums as it goes: they must be those of its rows. */
function* cloudFindings({ checksums, records }: CloudAtRest): Generator<string> {
  const sums = new Map<string, bigint>();
  for (const { entity, id, fields, stamps } of records) {
    const one = BigInt(`0x${hash('sha256', checksumText(entity, id, fields as never, stamps)).slice(0, 16)}`);
    sums.set(entity, ((sums.get(entity) ?? 0n) + one) % (1n << 64n));
  }
  for (const [entity, sum] of sums) {
    if (checksums[entity]?.sum !== sum.toString(16).padStart(16, '0'))
      yield `the cloud's sum of ${entity} is not that of its rows`;
  }
}

function differences(what: string, rows: readonly unknown[], others: readonly unknown[]): string[] {
  const theirs = new Set(others.map((row) => JSON.stringify(row)));
  const ours = new Set(rows.map((row) => JSON.stringify(row)));
  return [
    ...[...ours].filter((row) => !theirs.has(row)).map((row) => `only in ${what}: ${row}`),
    ...[...theirs].filter((row) => !ours.has(row)).map((row) => `not in ${what}: ${row}`),
  ].slice(0, 4);
}

/** What may still lie in an outbox at rest: what the cloud refused for good, with its reason. */
function leftovers(name: string, replica: AtRest['replica']): string[] {
  return replica
    .rows("SELECT kind, entity, row_id, state, code FROM sync_outbox WHERE state <> 'rejected' OR kind <> 'fact'")
    .map((row) => `left in the outbox of ${name}: ${JSON.stringify(row)}`);
}

async function projectionFindings(
  name: string,
  replica: AtRest['replica'],
  first: AtRest['replica'],
): Promise<string[]> {
  const kept = replica.projections();
  const theirs = first.projections();
  await replica.ordering.rebuildProjections();
  const rebuilt = replica.projections();
  return Object.keys(kept).flatMap((table) => [
    ...differences(`${table} of ${name} as it stood`, kept[table] ?? [], rebuilt[table] ?? []),
    ...differences(`${table} of ${name}`, kept[table] ?? [], theirs[table] ?? []),
  ]);
}

function endingOf(landings: readonly AtRest[], cloud: CloudAtRest, replica: AtRest['replica']): Ending {
  const records = new Map(cloud.records.map(({ entity, id, fields }) => [`${entity} ${id}`, fields]));
  const conflicts = replica
    .rows('SELECT entity, record_id, kind, field, winner, loser, original FROM conflict')
    .map((row) => ({
      ...(row as unknown as ConflictRow),
      recordId: String(row['record_id']),
      winner: read(row['winner']),
      loser: read(row['loser']),
      original: read(row['original']),
    }));
  const refused = landings.flatMap((landing) =>
    landing.replica.rows("SELECT row_id FROM sync_outbox WHERE state = 'rejected' AND kind = 'fact'"),
  );
  return {
    facts: new Set(cloud.facts),
    keptAside: new Set(refused.map((row) => String(row['row_id']))),
    record: (entity, id) => records.get(`${entity} ${id}`),
    conflicts,
  };
}

const read = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : null);

import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase, rowsOf } from '#server/database/service.ts';
import { legacyProfile } from '#shared/bench/profiles/legacy.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { BenchConsole } from '#tests/support/bench-world/console.ts';
import { KnownKeys, WatchedTerminal } from '#tests/support/bench-world/terminal.ts';
import { BenchWorld, type Member, type WorldTerminal } from '#tests/support/bench-world/world.ts';
import { type Find, Haystack, needlesOf, needlesOfText } from '#tests/support/leaks/needles.ts';
import { memoryIsReadable, searchFolder, searchMemory, searchSqlite } from '#tests/support/leaks/places.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const list = [
  { serial: 'SN-1', model: 'P90', customer: 'ACME' },
  { serial: 'SN-2', model: 'T2', customer: 'BETA' },
  { serial: 'SN-3', model: 'P90', customer: 'ACME' },
  { serial: 'SN-4', model: 'P90', customer: 'ACME' },
] as const satisfies readonly WorldTerminal[];

let world: BenchWorld;
let bench: BenchConsole;
let keys: KnownKeys;
const terminals = new Map<string, WatchedTerminal>();
const terminal = (serial: string) => terminals.get(serial) as WatchedTerminal;

beforeAll(async () => {
  world = await BenchWorld.start(list, { tapes: true });
  await world.begin('landing');
  bench = await BenchConsole.open(world.url('landing'));
  keys = new KnownKeys(world);
  for (const { serial, model } of list) {
    const profile = model === 'T2' ? legacyProfile : standardProfile;
    terminals.set(serial, new WatchedTerminal({ world, keys, serial, model, profile }));
  }
  await bench.enrol(world);
});
afterAll(async () => {
  bench?.close();
  for (const one of terminals.values()) await one.unplug();
  await world?.close();
});

const keyNeedles = () => keys.secrets.flatMap(needlesOf);
const addressNeedles = () => [
  ...needlesOfText('address of KMS-A', world.addressOf('KMS-A').replace('https://', '')),
  ...needlesOfText('address of KMS-B', world.url('KMS-B').replace('https://', '')),
  ...needlesOfText('folder of KMS-B', world.addressOf('KMS-B')),
];
/** A place that is looked at, and what lies in it. */
const haystacks = {
  keys: () => new Haystack(keyNeedles()),
  /** The middle of the sealed messages: they must be found, or nothing was looked at. */
  sealed: () =>
    new Haystack(
      [...terminals.values()].flatMap(({ sealed }) =>
        sealed.flatMap(({ cms }, at) => needlesOf({ name: `message ${at}`, bytes: cms.subarray(600, 632) })),
      ),
    ),
  addresses: () => new Haystack(addressNeedles()),
  keysAndAddresses: () => new Haystack([...keyNeedles(), ...addressNeedles()]),
};
const found: Find[] = [];
const told = ({ secret, form, where }: Find) => `${secret}, ${form}, in ${where}`;

/** Looks into the memories of landing and MTMS as they are now: a core dump at this moment would hold the same. */
function lookIntoMemories(): void {
  if (!memoryIsReadable) return;
  for (const name of ['landing', 'mtms'] as const) {
    const { pid } = world.member(name);
    // The MTMS has to know where a KMS is.
    const wanted = name === 'landing' ? haystacks.keysAndAddresses() : haystacks.keys();
    const { finds, bytes } = searchMemory(wanted, pid, name);
    expect(bytes).toBeGreaterThan(20 << 20);
    found.push(...finds);
  }
}

async function restartLanding(): Promise<void> {
  bench.close();
  await world.crash('landing');
  bench = await BenchConsole.open(world.url('landing'));
}

describe('a day at the bench', () => {
  it('keys reach both customers, over HTTPS and by files, and master keys come back', async () => {
    const ports = {
      'SN-1': await bench.addLine({ kind: 'tcp', host: '127.0.0.1', port: await terminal('SN-1').plugIntoTcp() }),
      'SN-2': await bench.addLine({ kind: 'serial', path: await terminal('SN-2').plugIntoPty() }),
    };
    for (const [serial, port] of Object.entries(ports)) {
      const { operation } = await bench.collect(port, serial);
      await bench.operation(operation?.opId ?? '', 'DELIVERED');
      await terminal(serial).download(world.url(serial === 'SN-1' ? 'KMS-A' : 'KMS-B'));
    }
    expect(keys.secrets).toHaveLength(4);
    lookIntoMemories();
  });

  it('a key is made and lost: the cable is pulled while it goes over, and the operation is put away', async () => {
    const port = await bench.addLine({ kind: 'tcp', host: '127.0.0.1', port: await terminal('SN-3').plugIntoTcp() });
    await bench.client.mutate('bench.collect', { port, serial: 'SN-3' });
    const { operation } = await bench.card(port, 'confirm');
    const { opId = '', customerCode = '' } = operation ?? {};
    terminal('SN-3').onKey = () => terminal('SN-3').faults.add('unplug');
    await bench.client.mutate('bench.confirm', { opId, customerCode });
    const failed = await bench.card(port, 'failed');
    expect(failed.problem?.code).toBe('E_UNPLUGGED');
    await bench.client.mutate('bench.dismiss', { port });
    await bench.operation(opId, 'CANCELLED');
    expect(keys.secrets).toHaveLength(5);
  });

  it('a customer is changed with a second person, and the old key is void', async () => {
    const { code } = JSON.parse(await world.operator('approver', 'wu', 'Wu')) as { code: string };
    const manager = await BenchConsole.open(world.url('landing'), 'manager', 'osmanthus-manager');
    await manager.client.mutate('bench.enrolApprover', { code, passphrase: 'correct horse battery' });
    manager.close();
    const port = `127.0.0.1:${terminal('SN-1').address}`;
    await bench.client.mutate('bench.dismiss', { port });
    await bench.client.mutate('bench.collect', { port, serial: 'SN-1' });
    const first = await bench.card(port, 'confirm');
    await bench.client.mutate('bench.lookUp', { customerCode: 'BETA' });
    await bench.client.mutate('bench.changeCustomer', { opId: first.operation?.opId, customerCode: 'BETA' });
    const { operation } = await bench.card(port, 'approve');
    const opId = operation?.opId ?? '';
    await bench.client.mutate('bench.approve', { opId, approver: 'wu', passphrase: 'correct horse battery' });
    await bench.operation(opId, 'DELIVERED');
    await terminal('SN-1').download(world.url('KMS-B'));
    lookIntoMemories();
  });

  it('the MTMS is killed, keys wait in the queue, the landing is killed with them, and both come back', async () => {
    await bench.client.mutate('bench.fetchAhead', { hours: 8, serials: ['SN-4'] });
    await world.stop('mtms', 'SIGKILL');
    const port = await bench.addLine({ kind: 'tcp', host: '127.0.0.1', port: await terminal('SN-4').plugIntoTcp() });
    const { operation } = await bench.collect(port, 'SN-4');
    const opId = operation?.opId ?? '';
    await bench.operation(opId, 'QUEUED');
    await restartLanding();
    await bench.operation(opId, 'QUEUED');
    await world.begin('mtms');
    lookIntoMemories();
    await bench.operation(opId, 'DELIVERED');
    await terminal('SN-4').download(world.url('KMS-A'));
  });

  it('the KMS is killed, then has other keys than the one the message is sealed for: quarantine', async () => {
    const port = `127.0.0.1:${terminal('SN-4').address}`;
    await world.stop('KMS-A', 'SIGKILL');
    await bench.ready(port);
    const { operation } = await bench.collect(port, 'SN-4');
    const opId = operation?.opId ?? '';
    await bench.operation(opId, 'ACCEPTED');
    // Killed amid an attempt, it would leave the key alone for a minute: another MTMS might be bringing it.
    const inVain = (line: string) => line.includes('not delivered') && line.includes(opId);
    await vi.waitUntil(() => world.said('mtms').split('\n').some(inVain), { timeout: 60_000, interval: 50 });
    expect(await world.operator('deliveries', 'QUEUED')).toContain(opId);
    await world.crash('mtms');
    const credentials = world.at('KMS-A', 'credentials');
    await world.ca('issue', '--profile', 'kms-transport', '--id', 'KMS-A', '--new-key', '--out', credentials);
    await world.begin('KMS-A');
    const { problem } = await bench.operation(opId, 'QUARANTINED');
    expect(problem?.code).toBe('E_RECIPIENT');
    await bench.client.mutate('backup.make');
    const made = () => bench.client.query<{ last: unknown }>('backup.state').then(({ last }) => last !== null);
    await vi.waitUntil(made, { timeout: 120_000, interval: 200 });
    lookIntoMemories();
  });
});

describe('afterwards, every key that was made is known and looked for', () => {
  const members: readonly Member[] = ['landing', 'mtms', 'KMS-A', 'KMS-B'];

  it('in the memory of landing and MTMS at every step there was none, nor an address on the landing', () => {
    expect(keys.secrets.map(({ name }) => name.replace(/ \(.*/, '')).toSorted()).toEqual([
      ...['TK of SN-1', 'TK of SN-1', 'TK of SN-2', 'TK of SN-3', 'TK of SN-4', 'TK of SN-4'],
      ...['TMK of SN-1', 'TMK of SN-1', 'TMK of SN-2', 'TMK of SN-4'],
    ]);
    expect(found.map(told)).toEqual([]);
    if (!memoryIsReadable) return;
    // The terminals are in this process, which may have them: the search does find them there.
    const own = searchMemory(haystacks.keys(), process.pid, 'the terminals');
    expect(new Set(own.finds.map(({ secret }) => secret)).size).toBe(keys.secrets.length);
  });

  it('in no file of anybody, no log, no backup, nothing that was said over a line or over HTTP', async () => {
    for (const name of members.toReversed()) await world.stop(name);
    const secret = haystacks.keys();
    const sealed = haystacks.sealed();
    const { finds, files } = await searchFolder(secret, world.at());
    const names = files.map((file) => file.slice(world.at().length + 1));
    for (const wanted of ['landing/landing.db', 'mtms/database/', 'KMS-A/kms.sqlite', 'landing.tape', 'mtms.tape'])
      expect(
        names.some((name) => name.startsWith(wanted)),
        wanted,
      ).toBe(true);
    expect(names.some((name) => name.endsWith('.ldbackup'))).toBe(true);
    expect(names.some((name) => name.startsWith('landing/logs/'))).toBe(true);
    expect(finds.map(told)).toEqual([]);

    for (const one of terminals.values()) {
      const line = Buffer.concat(one.line);
      expect(secret.search(line, 'a line')).toEqual([]);
      expect(sealed.search(line, 'a line').length).toBeGreaterThan(0);
    }
    for (const name of members) expect(secret.search(Buffer.from(world.said(name)), name)).toEqual([]);
    // Sealed, they were there: the search looked at what it was to look at.
    const seen = await searchFolder(sealed, world.at());
    for (const place of ['landing.tape', 'mtms.tape', join('KMS-B', 'drop')])
      expect(
        seen.finds.some(({ where }) => where.startsWith(world.at(place))),
        place,
      ).toBe(true);
  });

  it('in no value of any table', async () => {
    const secret = haystacks.keys();
    for (const file of [
      world.at('landing', 'landing.db'),
      world.at('KMS-A', 'kms.sqlite'),
      world.at('KMS-B', 'kms.sqlite'),
    ]) {
      const { finds, values } = searchSqlite(secret, file);
      expect(values).toBeGreaterThan(10);
      expect(finds).toEqual([]);
    }
    const sealed = haystacks.sealed();
    const driver = await openDatabase('key-search', { folder: world.at('mtms') });
    try {
      const all = await driver.transaction(async (tx) => {
        const tables = await rowsOf<{ schema: string; name: string }>(
          tx,
          sql`select table_schema as schema, table_name as name from information_schema.tables
            where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
        );
        const rows: string[] = [];
        for (const { schema, name } of tables) {
          const of = sql`select t::text as row from ${sql.identifier(schema)}.${sql.identifier(name)} t`;
          rows.push(...(await rowsOf<{ row: string }>(tx, of)).map(({ row }) => row));
        }
        return Buffer.from(rows.join('\n'));
      });
      expect(secret.search(all, 'MTMS')).toEqual([]);
      expect(sealed.search(all, 'MTMS').length).toBeGreaterThan(0);
    } finally {
      await driver.close();
    }
  });

  it('and how a KMS is reached stands nowhere on bench and landing, as it does at the MTMS', async () => {
    const addresses = haystacks.addresses();
    const { finds } = await searchFolder(addresses, world.at('landing'));
    expect(finds.map(told)).toEqual([]);
    expect(addresses.search(Buffer.from(world.said('landing')), 'log')).toEqual([]);
    for (const one of terminals.values()) expect(addresses.search(Buffer.concat(one.line), 'a line')).toEqual([]);
    const tape = await searchFolder(addresses, world.at());
    expect(tape.finds.filter(({ where }) => where.includes('landing.tape'))).toEqual([]);
    // A KMS-B that is reached by files only has an address of its own all the same, which the MTMS need not know.
    const known = new Set(
      tape.finds.filter(({ where }) => where.startsWith(world.at('mtms'))).map(({ secret }) => secret),
    );
    expect([...known]).toEqual(expect.arrayContaining(['address of KMS-A', 'folder of KMS-B']));
  });
});

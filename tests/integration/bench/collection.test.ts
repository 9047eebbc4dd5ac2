import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { benchTiming } from '#main/bench/port-actor.ts';
import type { BenchOperation, CollectionCard } from '#shared/bench/collection.ts';
import type { BenchView } from '#shared/bench/views.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { FolderStanding } from '#tests/support/bench-standing.ts';
import { TestLanding } from '#tests/support/landing.ts';
import { MtmsProcess, runKeyCommand } from '#tests/support/mtms-process.ts';
import { PosProcess } from '#tests/support/pos-process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

// Two dozen RSA keys are made at the demo's first start, and that is slow on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const folder = tempFolder();
let mtms: MtmsProcess;
let landing: TestLanding;
let standing: FolderStanding;
let owner: ConsoleClient;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  mtms = await MtmsProcess.start(join(folder.path, 'mtms'));
  const first = await TestLanding.copy({ folder: join(folder.path, 'landing') });
  await first.close();
  standing = new FolderStanding(mtms.ready.demo.bench, mtms.ready.url);
  landing = await first.restart({
    benchStanding: standing,
    benchTiming: { ...benchTiming, presenceMs: 200, retryMs: 100 },
  });
  owner = await landing.as('owner');
});
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await landing?.close();
  standing?.close();
  await mtms?.end();
  folder.remove();
});

const view = (): BenchView['collection'] => landing.landing.bench.collection.view;

/** A terminal on a line of its own, read and ready; gives its port. */
async function plug(serial: string): Promise<{ pos: PosProcess; port: string }> {
  const credentials = join(folder.path, 'mtms', 'demo', serial);
  const pos = new PosProcess(['--tcp', '0', '--credentials', credentials, '--model', 'P90']);
  ends.push(() => pos.end());
  const { tcp } = await pos.next('plugged');
  await owner.mutate('bench.addLine', { line: { kind: 'tcp', host: '127.0.0.1', port: tcp } });
  return { pos, port: `127.0.0.1:${tcp}` };
}

/** Somebody has the page open, so the ports are held. */
async function watching(): Promise<(port: string) => Promise<void>> {
  const stop = new AbortController();
  ends.push(() => stop.abort());
  const views = landing.landing.bench.watch(await landing.owner(), stop.signal);
  let last: BenchView | undefined;
  void (async () => {
    for await (const next of views) last = next;
  })();
  return (port) =>
    vi.waitFor(() => expect(last?.ports.find(({ id }) => id === port)?.phase).toBe('ready'), { timeout: 30_000 });
}

const card = (port: string, wanted: Partial<CollectionCard>) =>
  vi.waitFor(() => expect(view().cards.find((one) => one.port === port)).toMatchObject(wanted), { timeout: 60_000 });

it('collects a key from terminal to receipt, with one key press in a batch and a look at the customer otherwise', async () => {
  const ready = await watching();
  const serial = 'SN-2026-0001';
  const { pos, port } = await plug(serial);
  await ready(port);
  await owner.mutate('bench.collect', { port, serial });
  await card(port, { step: 'confirm' });
  const [shown] = view().cards;
  expect(shown?.operation).toMatchObject({ customerCode: 'HARBOUR', expected: false, state: 'OPEN' });
  const opId = shown?.operation?.opId;
  await owner.mutate('bench.confirm', { opId, customerCode: 'HARBOUR' });
  await card(port, { step: 'done', operation: expect.objectContaining({ opId, state: 'ACCEPTED' }) });
  pos.say('keys');
  const { transmissionKey } = await pos.next('keys');
  expect(transmissionKey).toBeNull();
  await owner.mutate('bench.setBatch', { batch: mtms.ready.demo.batch });
  await owner.mutate('bench.collect', { port, serial });
  await card(port, { step: 'done' });
  const operations = await owner.query<BenchOperation[]>('bench.operations', { serial });
  expect(operations.map(({ state, expected }) => [state, expected])).toEqual([
    ['ACCEPTED', true],
    ['ACCEPTED', false],
  ]);
  expect(view().batch?.terminals.find((one) => one.serial === serial)?.state).toBe('ACCEPTED');
});

it('another customer needs a second person, who approves beside the first', async () => {
  const ready = await watching();
  const serial = 'SN-2026-0002';
  const { port } = await plug(serial);
  await ready(port);
  await owner.mutate('bench.setBatch', { batch: null });
  await owner.mutate('bench.collect', { port, serial });
  await card(port, { step: 'confirm' });
  const opId = view().cards.find((one) => one.port === port)?.operation?.opId;
  const { customerName } = await owner.mutate<{ customerName: string }>('bench.lookUp', { customerCode: 'LANTERN' });
  expect(customerName).toContain('Lantern');
  await owner.mutate('bench.changeCustomer', { opId, customerCode: 'LANTERN' });
  await card(port, { step: 'approve' });
  const { said } = await runKeyCommand('mtms', [
    'operator',
    '--data',
    join(folder.path, 'mtms'),
    'approver',
    'wu',
    'Wu',
  ]);
  const code = JSON.parse(said).code ?? '';
  const manager = await landing.as('manager');
  await manager.mutate('bench.enrolApprover', { code, passphrase: 'correct horse battery' });
  const changed = view().cards.find((one) => one.port === port)?.operation?.opId;
  expect(changed).not.toBe(opId);
  await expect(
    owner.mutate('bench.approve', { opId: changed, approver: 'wu', passphrase: 'wrong one' }),
  ).rejects.toThrow('bench_passphrase_wrong');
  await owner.mutate('bench.approve', { opId: changed, approver: 'wu', passphrase: 'correct horse battery' });
  await card(port, { step: 'done', operation: expect.objectContaining({ approvedBy: 'wu', customerCode: 'LANTERN' }) });
  const verdict = await owner.mutate<{ fault: unknown; entries: number; provenUpTo: number }>('bench.verifyRecord');
  expect(verdict).toMatchObject({ fault: null });
  expect(verdict.provenUpTo).toBe(verdict.entries);
});

it('the record leaves as a file that the audit command verifies, for those who may export it', async () => {
  const get = (name: string, client: ConsoleClient) =>
    fetch(`${landing.landing.consoleUrl}bench/${name}`, { headers: { authorization: `Bearer ${client.token}` } });
  const manager = await landing.as('manager');
  const file = join(folder.path, 'record.jsonl');
  const key = join(folder.path, 'record.pub');
  writeFileSync(key, await (await get('record.pub', manager)).text());
  const lines = await (await get('record.jsonl', manager)).text();
  writeFileSync(file, lines);
  const whole = await runKeyCommand('audit', ['verify', file, '--key', key]);
  expect(whole).toMatchObject({
    code: 0,
    said: expect.stringContaining(`${lines.trimEnd().split('\n').length} entries`),
  });
  writeFileSync(file, lines.replace('LANTERN', 'HARBOUR'));
  expect((await runKeyCommand('audit', ['verify', file, '--key', key])).code).toBe(1);
  expect((await get('record.jsonl', await landing.as('counter'))).status).toBe(403);
  const { connection } = landing.landing.opened;
  for (const change of ["update bench_record set actor = 'x' where seq = 1", 'delete from bench_record where seq = 1'])
    expect(() => connection.exec(change)).toThrow('only grows');
});

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from '#main/demo.ts';
import { RepairService } from '#main/repairs/service.ts';
import type { RepairTicket } from '#shared/repairs/entities.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { Replica, SyncServer } from '#tests/support/replica.ts';

const folder = tempFolder();
let landing: TestLanding;
let owner: ConsoleClient;

beforeAll(async () => {
  landing = await TestLanding.start({ folder: folder.path });
  owner = await landing.as('owner');
});

afterAll(async () => {
  await landing.close();
  folder.remove();
});

const received = (serial: string, more: Readonly<Record<string, string>> = {}) => ({
  id: randomUUID(),
  serial,
  model: 'P90',
  customer: '',
  contact: '',
  fault: 'No paper',
  ...more,
});
const receive = (input: ReturnType<typeof received>) => owner.mutate<RepairTicket>('repairs.receive', input);
const open = (search?: string, before?: { receivedAt: number; id: string }) =>
  owner.query<RepairTicket[]>('repairs.list', {
    open: true,
    ...(search ? { search } : {}),
    ...(before ? { before } : {}),
  });
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: Error) => /^[\w.]+: (\w+)/.exec(error.message)?.[1],
  );

describe('repairs', () => {
  it('takes a terminal in once, however often the request comes, and only while it is not in the house', async () => {
    const input = received('SN-1');
    const ticket = await receive(input);
    expect(ticket).toMatchObject({ serial: 'SN-1', state: 'received', closedAt: null });
    expect(ticket.number).toMatch(/^R-[0-9A-Z]{5}$/);
    expect(await receive(input)).toEqual(ticket);
    expect(await refusal(receive(received('SN-1')))).toBe('repair_open');
    await owner.mutate('repairs.update', { id: ticket.id, state: 'returned' });
    const again = await receive(received('SN-1'));
    expect(again.id).not.toBe(ticket.id);
    const history = await owner.query<RepairTicket[]>('repairs.ofSerial', { serial: 'SN-1' });
    expect(history.map(({ id }) => id)).toEqual([again.id, ticket.id]);
  });

  it('remembers when it was ready and when it left, and forgets that when it comes back to the bench', async () => {
    const { id } = await receive(received('SN-2'));
    const step = (state: string) => owner.mutate<RepairTicket>('repairs.update', { id, state });
    expect(await step('ready')).toMatchObject({ readyAt: expect.any(Number), closedAt: null });
    expect(await step('returned')).toMatchObject({ readyAt: expect.any(Number), closedAt: expect.any(Number) });
    expect((await open()).some((ticket) => ticket.id === id)).toBe(false);
    expect(await step('working')).toMatchObject({ readyAt: null, closedAt: null });
  });

  it('changes what is given and nothing else', async () => {
    const { id } = await receive(received('SN-3', { customer: 'Harbour Café' }));
    const changed = await owner.mutate<RepairTicket>('repairs.update', { id, work: 'New reader' });
    expect(changed).toMatchObject({ work: 'New reader', customer: 'Harbour Café', fault: 'No paper' });
    expect(await refusal(owner.mutate('repairs.update', { id: randomUUID(), work: '' }))).toBe('record_missing');
    expect(await refusal(owner.mutate('repairs.update', { id, fault: ' ' }))).toBe('validation_failed');
  });

  it('finds by number, serial number, customer and contact; what LIKE takes for anything is itself', async () => {
    const one = await receive(received('SN-100', { customer: '50% Bar', contact: '+86 21 555' }));
    await receive(received('SN-101', { customer: '505 Bar' }));
    const found = async (search: string) => (await open(search)).map(({ serial }) => serial);
    expect(await found('50% b')).toEqual(['SN-100']);
    expect(await found('21 555')).toEqual(['SN-100']);
    expect(await found(one.number)).toEqual(['SN-100']);
    expect((await found('sn-10')).toSorted()).toEqual(['SN-100', 'SN-101']);
    expect(await found('%')).toEqual(['SN-100']);
  });

  it('gives long lists in pages, each ticket once', async () => {
    for (let i = 0; i < 60; i++) await receive(received(`PAGE-${i}`));
    const first = await open('PAGE-');
    const last = first.at(-1);
    if (!last) throw new Error('nothing');
    const rest = await open('PAGE-', { receivedAt: last.receivedAt, id: last.id });
    expect(new Set([...first, ...rest].map(({ id }) => id)).size).toBe(60);
    expect([first.length, rest.length]).toEqual([50, 10]);
  });
});

describe('repairs of two computers', () => {
  it('travel, and what each wrote into one ticket stands in it', async () => {
    const places = tempFolder();
    const server = new SyncServer({ now: () => Date.now() });
    const counter = await Replica.open(join(places.path, 'counter'));
    await loadDemo(counter);
    await counter.journal.enable();
    const taking = new RepairService(counter.opened.store);
    const ticket = await taking.receive(counter.owner, received('SN-9'));
    await counter.sync(server);
    const bench = await Replica.open(join(places.path, 'bench'));
    await bench.journal.enable();
    await bench.bootstrap(server);
    const working = new RepairService(bench.opened.store);
    expect(working.ofSerial(bench.owner, 'SN-9')).toEqual([ticket]);

    await taking.update(counter.owner, { id: ticket.id, contact: '+86 21 555' });
    await working.update(bench.owner, { id: ticket.id, work: 'New reader', state: 'ready' });
    for (const replica of [counter, bench, counter]) await replica.sync(server);
    const [atCounter] = taking.ofSerial(counter.owner, 'SN-9');
    expect(atCounter).toMatchObject({ contact: '+86 21 555', work: 'New reader', state: 'ready' });
    expect(working.ofSerial(bench.owner, 'SN-9')).toEqual([atCounter]);
    await counter.close();
    await bench.close();
    places.remove();
  });
});

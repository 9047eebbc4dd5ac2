import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GuestTabResponse } from '#shared/ordering/guest-api.ts';
import { type ConsoleClient, Phone, type ProblemBody } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { EventReader } from '#tests/support/sse.ts';

interface Asking {
  readonly sessionId: string;
  readonly tabId: string;
  readonly table: string;
  readonly number: number;
}

/** The next state of a table that is as wanted. */
async function until(reader: EventReader, wanted: (view: GuestTabResponse) => boolean): Promise<GuestTabResponse> {
  for (;;) {
    const view = (await reader.next('tab')).data as GuestTabResponse;
    if (wanted(view)) return view;
  }
}

describe('a nod from a seated phone', () => {
  const folder = tempFolder();
  const clock = new Clock('2026-11-20T04:00:00Z');
  let landing: TestLanding;
  let counter: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    counter = await landing.as('counter');
    await landing.settings({ requireNod: true });
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const open = (table: string) =>
    counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId(table) });
  const order = async (phone: Phone) => {
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    return phone.order([line], amount);
  };
  const admit = (phone: Phone, sessionId: string) =>
    phone.send<{ sessionId: string } & ProblemBody>('POST', '/joins', { sessionId });
  const asking = () => counter.query<Asking[]>('ordering.calls.joins');

  it('lets the first phone of an opened table in, and every other only after a nod', async () => {
    const tab = await open('1');
    const host = await Phone.scan(landing.sticker('1'));
    expect(host.session.mayOrder).toBe(true);
    const guest = await Phone.scan(landing.sticker('1'));
    expect(guest.session).toMatchObject({ mayOrder: false, tab: null });
    const waiting = (await guest.tab()).body;
    expect(waiting).toMatchObject({ mayOrder: false, codeNeeded: false, tab: null, joins: [] });
    expect((await order(guest)).body.code).toBe('table_not_open');

    const seen = (await host.tab()).body.joins;
    expect(seen).toHaveLength(1);
    expect(seen[0]?.number).toBe(waiting.join?.number);
    const sessionId = seen[0]?.sessionId ?? '';
    expect((await admit(host, sessionId)).status).toBe(201);
    // The answer was lost and the phone asks again: nothing else happens.
    expect(await admit(host, sessionId)).toMatchObject({ status: 201, body: { sessionId } });
    expect((await guest.tab()).body).toMatchObject({ mayOrder: true, join: null, tab: { id: tab.id } });
    expect((await host.tab()).body.joins).toEqual([]);
    expect((await order(guest)).status).toBe(201);
  });

  it('tells both sides live', async () => {
    await open('2');
    const host = await Phone.scan(landing.sticker('2'));
    const api = `${new URL(landing.sticker('2')).origin}/api/v1/guest/events`;
    const listen = (phone: Phone) =>
      EventReader.open(api, { authorization: `Bearer ${phone.session.sessionToken}`, 'accept-language': 'en' });
    const table = await listen(host);
    const guest = await Phone.scan(landing.sticker('2'));
    const asks = await listen(guest);
    const { joins } = await until(table, (view) => view.joins.length === 1);
    await admit(host, joins[0]?.sessionId ?? '');
    expect((await until(asks, (view) => view.mayOrder)).join).toBeNull();
    await until(table, (view) => view.joins.length === 0);
    table.close();
    asks.close();
  });

  it('only those of the table and the staff may nod', async () => {
    await open('3');
    await Phone.scan(landing.sticker('3'));
    const guest = await Phone.scan(landing.sticker('3'));
    const [request] = (await asking()).filter(({ table }) => table === '3');
    await open('4');
    const stranger = await Phone.scan(landing.sticker('4'));
    const sessionId = request?.sessionId ?? '';
    expect(await admit(stranger, sessionId)).toMatchObject({ status: 404, body: { code: 'join_missing' } });
    expect(await admit(guest, sessionId)).toMatchObject({ status: 403, body: { code: 'table_not_open' } });
    await counter.mutate('ordering.calls.admit', { tabId: request?.tabId, sessionId });
    expect((await guest.tab()).body.mayOrder).toBe(true);
  });

  it('asks for a quarter of an hour, and never joins later guests', async () => {
    const first = await open('5');
    await Phone.scan(landing.sticker('5'));
    const late = await Phone.scan(landing.sticker('5'));
    clock.advance(15 * 60_000 + 1);
    expect(await late.tab()).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    expect((await asking()).filter(({ table }) => table === '5')).toEqual([]);

    const next = await Phone.scan(landing.sticker('5'));
    await counter.mutate('ordering.tabs.close', { tabId: first.id });
    expect(await next.tab()).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    await open('5');
    expect(await next.tab()).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
  });

  it('of several phones that waited for the table nobody is let in unseen; a single one joins', async () => {
    const alone = await Phone.scan(landing.sticker('6'));
    await open('6');
    expect((await alone.tab()).body.mayOrder).toBe(true);

    const phones = [await Phone.scan(landing.sticker('W1')), await Phone.scan(landing.sticker('W1'))];
    const { id: tabId } = await open('W1');
    for (const phone of phones) expect((await phone.tab()).body).toMatchObject({ mayOrder: false, tab: null });
    const requests = (await asking()).filter((request) => request.tabId === tabId);
    expect(requests).toHaveLength(2);
    await counter.mutate('ordering.calls.admit', { tabId, sessionId: requests[0]?.sessionId });
    const [host] = phones;
    const left = (await (host as Phone).tab()).body.joins;
    expect((await admit(host as Phone, left[0]?.sessionId ?? '')).status).toBe(201);
    for (const phone of phones) expect((await phone.tab()).body.mayOrder).toBe(true);
  });

  it('a phone that asks follows its tab to another table', async () => {
    const tab = await open('W2');
    const host = await Phone.scan(landing.sticker('W2'));
    const guest = await Phone.scan(landing.sticker('W2'));
    await counter.mutate('ordering.tabs.move', { tabId: tab.id, tableId: landing.tableId('T1') });
    const [request] = (await host.tab()).body.joins;
    expect((await admit(host, request?.sessionId ?? '')).status).toBe(201);
    expect((await guest.tab()).body).toMatchObject({ table: { name: 'T1' }, tab: { id: tab.id } });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { plainItem } from '#tests/support/menu.ts';

interface Shift {
  readonly id: string;
  readonly state: string;
  readonly number: number | null;
  readonly moves: readonly { amount: number }[];
  readonly report: { expectedCash: number } | null;
}

describe('the drawer', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;
  let manager: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    manager = await landing.as('manager');
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const shift = <T = Shift>(what: string, input: object, client = counter) =>
    client.call<T>(`ordering.shifts.${what}`, input, 'POST', { 'accept-language': 'en' });
  const current = () => manager.query<Shift | null>('ordering.shifts.current');

  it('what is sent again after the shift was closed moves no money and closes no other shift', async () => {
    const { data: first } = await shift('open', { float: 1000 });
    const move = { direction: 'out', amount: 300, reason: 'Ice', idempotencyKey: newKey() };
    await shift('moveCash', move);
    const count = { shiftId: first.id, counted: 650 };
    const closed = await shift<{ number: number; report: { difference: number } }>('close', count);
    expect(closed.data).toMatchObject({ number: 1, report: { difference: -50 } });
    expect((await shift('moveCash', move)).data).toMatchObject({ id: first.id, state: 'closed' });
    const { data: second } = await shift('open', { float: 5000 });
    expect((await shift('moveCash', move)).data.moves).toHaveLength(1);
    expect(await shift('moveCash', { ...move, amount: 301 })).toMatchObject({
      problem: { code: 'idempotency_key_reused' },
    });
    expect((await shift('close', count)).data).toEqual(closed.data);
    expect(await shift('close', { ...count, counted: 651 })).toMatchObject({ problem: { code: 'shift_missing' } });
    expect(await current()).toMatchObject({ id: second.id, state: 'open', moves: [], report: { expectedCash: 5000 } });
    expect((await shift('close', { shiftId: second.id, counted: 5000 })).data).toMatchObject({ number: 2 });
  });

  it('gives out no more cash than should be in it, and does not tell who counts it blind how much that is', async () => {
    await shift('open', { float: 1234 });
    const refused = await shift('moveCash', {
      direction: 'out',
      amount: 99_999,
      reason: 'Bank',
      idempotencyKey: newKey(),
    });
    expect(refused.problem?.code).toBe('drawer_too_small');
    expect(JSON.stringify(refused)).not.toMatch(/12[.,]?34/);
  });

  it('a refund in cash comes out of what is in the drawer; another way it does not', async () => {
    const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('1') });
    const item = plainItem((await (await Phone.scan(landing.sticker('1'))).menu()).body);
    const lines = [{ itemId: item.id, quantity: 9 }];
    await counter.mutate('ordering.orders.place', { tabId: tab.id, lines, idempotencyKey: newKey() });
    const amount = 9 * item.price.amount;
    const { payment } = await counter.mutate<{ payment: { id: string } }>('ordering.payments.take', {
      tabId: tab.id,
      method: 'card',
      amount,
      idempotencyKey: newKey(),
    });
    const refund = (method: string) =>
      manager.call(
        'ordering.payments.refund',
        { tabId: tab.id, paymentId: payment.id, amount, method, reason: 'Late', idempotencyKey: newKey() },
        'POST',
      );
    expect(await refund('cash')).toMatchObject({ status: 409, problem: { code: 'drawer_too_small' } });
    expect((await refund('card')).status).toBe(200);
    expect((await current())?.report?.expectedCash).toBe(1234);
  });
});

it('shifts of one and the same moment stay in their order', async () => {
  const folder = tempFolder();
  const landing = await TestLanding.start({ folder: folder.path, now: new Clock('2026-11-20T12:00:00+08:00').now });
  const owner = await landing.owner();
  const { shifts } = landing.landing.ordering;
  const move = { direction: 'in', amount: 300, reason: 'Change', idempotencyKey: newKey() } as const;
  for (const number of [1, 2, 3, 4]) {
    await shifts.open(owner, { float: 1000 });
    if (number === 4) await shifts.moveCash(owner, move, 'en');
    await shifts.close(owner, { counted: 1000 });
  }
  expect(shifts.list(owner, {}).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  await shifts.open(owner, { float: 1000 });
  expect(await shifts.moveCash(owner, move, 'en')).toMatchObject({ number: 4, moves: [{ amount: 300 }] });
  expect(shifts.current(owner)?.moves).toEqual([]);
  await landing.close();
  folder.remove();
});

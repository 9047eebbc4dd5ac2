import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { plainItem } from '#tests/support/menu.ts';

interface StaffTab {
  readonly id: string;
  readonly guests: number | null;
  readonly total: { amount: number };
}

describe('the number of guests, where each is charged for', () => {
  const cover = 500;
  const folder = tempFolder();
  const clock = new Clock('2026-11-20T12:00:00+08:00');
  let landing: TestLanding;
  let counter: ConsoleClient;
  let tab: StaffTab;
  let dishes: number;
  let approval: { userId: string; pin: string };

  const change = (guests: number | null, more: object = {}, client = counter) =>
    client.call<StaffTab>('ordering.tabs.changeGuests', { tabId: tab.id, guests, ...more }, 'POST', {
      'accept-language': 'en',
    });
  const seen = () => counter.query<StaffTab>('ordering.tabs.get', { tabId: tab.id });

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    counter = await landing.as('counter');
    await landing.settings({
      coverCharge: { amount: cover, taxClass: 'food' },
      approvalLimits: { discountPpm: 100_000, voidAmount: null, refundAmount: null },
    });
    tab = await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    const item = plainItem((await (await Phone.scan(landing.sticker('1'))).menu()).body);
    // The limit is to let exactly one guest of six go.
    const quantity = Math.ceil((10 * cover) / item.price.amount);
    dishes = quantity * item.price.amount;
    expect(dishes).toBeLessThan(2 * 10 * cover);

    for (const guests of [9, 3, 6]) expect((await change(guests)).status, String(guests)).toBe(200);
    const lines = [{ itemId: item.id, quantity }];
    await counter.mutate('ordering.orders.place', { tabId: tab.id, lines, idempotencyKey: newKey() });
    const approvers = await counter.query<{ id: string; displayName: string }[]>('ordering.payments.approvers');
    const mona = approvers.find(({ displayName }) => displayName.includes('Mona'));
    approval = { userId: mona?.id ?? '', pin: '4826' };
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  it('falls on a running bill only when its new total was agreed to', async () => {
    const before = dishes + 6 * cover;
    const told = await change(5);
    expect(told).toMatchObject({
      status: 409,
      problem: {
        code: 'charges_change',
        before,
        after: before - cover,
        changes: [{ kind: 'cover', before: 6 * cover, after: 5 * cover }],
      },
    });
    expect(told.problem?.detail).toContain(`¥${((before - cover) / 100).toFixed(2)}`);
    expect(await seen()).toMatchObject({ guests: 6, total: { amount: before } });
    const { data } = await change(5, { expectedTotal: before - cover });
    expect(data).toMatchObject({ guests: 5, total: { amount: before - cover } });
  });

  it('falls below the limit of letting go only with a second person', async () => {
    const agreed = { expectedTotal: dishes + 4 * cover };
    expect((await change(4, agreed)).problem?.code).toBe('approval_required');
    const wrong = { ...agreed, approval: { ...approval, pin: '0000' } };
    expect((await change(4, wrong)).problem?.code).toBe('pin_wrong');
    expect((await seen()).guests).toBe(5);
    expect((await change(4, { ...agreed, approval })).data).toMatchObject({
      guests: 4,
      total: { amount: dishes + 4 * cover },
    });
    // Who may approve needs nobody else.
    const manager = await landing.as('manager');
    const { data } = await change(3, { expectedTotal: dishes + 3 * cover }, manager);
    expect(data).toMatchObject({ guests: 3, total: { amount: dishes + 3 * cover } });
  });

  it('rises freely, and what was let go is owed again', async () => {
    expect((await change(6)).data).toMatchObject({ guests: 6, total: { amount: dishes + 6 * cover } });
    expect((await change(5, { expectedTotal: dishes + 5 * cover })).status).toBe(200);
  });
});

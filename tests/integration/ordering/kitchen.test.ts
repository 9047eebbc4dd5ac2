import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemNamed, lineFor } from '#tests/support/menu.ts';

interface TicketLine {
  readonly id: string;
  readonly name: string;
  readonly station: string;
  readonly course: number;
  readonly quantity: number;
  readonly voided: number;
  readonly state: string;
  readonly held: boolean;
  readonly firedAt: number | null;
  readonly movedAt: number | null;
}
interface Ticket {
  readonly orderId: string;
  readonly tabId: string;
  readonly number: number;
  readonly table: string | null;
  readonly state: string;
  readonly addOn: boolean;
  readonly urgedAt: number | null;
  readonly lines: readonly TicketLine[];
}

describe('the kitchen, line by line', () => {
  const folder = tempFolder();
  const clock = new Clock('2026-11-20T04:00:00Z');
  let landing: TestLanding;
  let counter: ConsoleClient;
  let kitchen: ConsoleClient;
  let phone: Phone;
  let tabId: string;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    counter = await landing.as('counter');
    kitchen = await landing.as('kitchen');
    tabId = (await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('1') })).id;
    phone = await Phone.scan(landing.sticker('1'));
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const place = async (held: number[] = []) => {
    const menu = (await phone.menu()).body;
    const lines = ['Kung pao chicken', 'Steamed rice', 'Jasmine tea'].map(
      (name) => lineFor(itemNamed(menu, name)).line,
    );
    const { order } = await counter.mutate<{ order: { id: string } }>('ordering.orders.place', {
      tabId,
      lines,
      held,
      idempotencyKey: newKey(),
    });
    return order.id;
  };
  const tickets = () => kitchen.query<Ticket[]>('ordering.tickets.list');
  const ticket = async (orderId: string) => (await tickets()).find((known) => known.orderId === orderId);
  const lineOf = async (orderId: string, index: number): Promise<TicketLine> => {
    const line = (await ticket(orderId))?.lines[index];
    if (!line) throw new Error('no such line');
    return line;
  };
  const step = (name: string, orderId: string, lineIds?: string[], more: object = {}) =>
    kitchen.mutate(`ordering.tickets.${name}`, { orderId, ...(lineIds && { lineIds }), ...more });

  it('a line that is ready tells the phone, and taking it back is as if it had never been', async () => {
    const orderId = await place();
    const before = await ticket(orderId);
    const line = await lineOf(orderId, 0);
    clock.advance(60_000);
    await step('ready', orderId, [line.id]);
    expect((await lineOf(orderId, 0)).movedAt).toBe(clock.now());
    const seen = (await phone.tab()).body.tab?.orders.find(({ id }) => id === orderId);
    expect(seen?.state).toBe('cooking');
    expect(seen?.lines.map(({ state }) => state)).toEqual(['ready', 'queued', 'queued']);
    await step('recall', orderId, [line.id], { to: 'queued' });
    const after = await ticket(orderId);
    expect(after?.state).toBe(before?.state);
    expect(after?.lines.map(({ state }) => state)).toEqual(before?.lines.map(({ state }) => state));
  });

  it('what was served by mistake comes back from the list of what went out', async () => {
    const orderId = await place();
    await step('serve', orderId);
    expect(await ticket(orderId)).toBeUndefined();
    const recent = await kitchen.query<Ticket[]>('ordering.tickets.recent');
    expect(recent[0]).toMatchObject({ orderId, state: 'served' });
    await step('recall', orderId, undefined, { to: 'ready' });
    expect(await ticket(orderId)).toMatchObject({ state: 'ready' });
  });

  it('a held line says when it was fired, so that its time begins there', async () => {
    const orderId = await place([1, 2]);
    expect((await ticket(orderId))?.lines.map(({ held }) => held)).toEqual([false, true, true]);
    clock.advance(5 * 60_000);
    await step('fire', orderId, [(await lineOf(orderId, 1)).id]);
    const [cooked, fired, held] = (await ticket(orderId))?.lines ?? [];
    expect(cooked).toMatchObject({ held: false, firedAt: null });
    expect(fired).toMatchObject({ held: false, firedAt: clock.now() });
    expect(held).toMatchObject({ held: true, firedAt: null });
  });

  it('shows what is urged, what is an add-on of the same table, and what was voided until it is old', async () => {
    const orderId = await place();
    expect((await ticket(orderId))?.addOn).toBe(true);
    await step('urge', orderId);
    expect((await ticket(orderId))?.urgedAt).toBe(clock.now());
    for (const { id: lineId } of (await ticket(orderId))?.lines ?? []) {
      await counter.mutate('ordering.tabs.voidLine', {
        tabId,
        orderId,
        lineId,
        quantity: 1,
        reason: 'left',
        idempotencyKey: newKey(),
      });
    }
    const voided = await ticket(orderId);
    expect(voided?.state).toBe('voided');
    expect(voided?.lines.map(({ quantity, voided: off }) => [quantity, off])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    clock.advance(31 * 60_000);
    expect(await ticket(orderId)).toBeUndefined();
  });

  it('facts of lines survive moving to another table and building everything anew', async () => {
    const orderId = await place([2]);
    await step('fire', orderId);
    await step('ready', orderId, [(await lineOf(orderId, 0)).id]);
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('2') });
    await counter.mutate('ordering.tabs.move', { tabId, tableId: landing.tableId('2') });
    const before = await ticket(orderId);
    expect(before).toMatchObject({ table: '2' });
    expect(before?.lines[2]?.firedAt).toBe(clock.now());
    await landing.landing.ordering.rebuildProjections();
    expect(await ticket(orderId)).toEqual(before);
  });

  it('dishes carry the course of their category', async () => {
    const owner = await landing.as('owner');
    const { categories } = await owner.query<{ categories: { id: string; name: object; position: number }[] }>(
      'ordering.menu.list',
    );
    for (const { id, name, position } of categories) {
      await owner.mutate('ordering.menu.saveCategory', { id, name, position, course: position + 1 });
    }
    const orderId = await place();
    const courses = (await ticket(orderId))?.lines.map(({ course }) => course);
    expect(courses).toHaveLength(3);
    expect(new Set(courses).size).toBe(3);
    expect(courses).not.toContain(0);
  });

  it('a phone can rebuild its cart from a rejected order: every option carries its ids', async () => {
    const guest = await Phone.scan(landing.sticker('2'));
    const item = itemNamed((await guest.menu()).body, 'Braised beef noodle soup');
    const { line, amount } = lineFor(item);
    const placed = await guest.order([line], amount);
    await counter.mutate('ordering.orders.reject', { orderId: placed.body.order.id, reason: 'too_busy' });
    const seen = (await guest.tab()).body.tab?.orders.find(({ id }) => id === placed.body.order.id);
    expect(
      seen?.lines.map(({ itemId, quantity, options }) => ({
        itemId,
        quantity,
        options: options.map(({ groupId, optionId }) => ({ groupId, optionId })),
      })),
    ).toEqual([line]);
  });
});

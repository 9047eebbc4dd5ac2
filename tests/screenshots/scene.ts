import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import type { Clock, TestLanding } from '#tests/support/landing.ts';
import { itemNamed, lineFor } from '#tests/support/menu.ts';

/** A phone that orders dishes by their English names, each with its cheapest options. */
async function order(phone: Phone, dishes: readonly (readonly [string, number])[], note?: string): Promise<string> {
  const menu = (await phone.menu()).body;
  const lines = dishes.map(([name, quantity]) => lineFor(itemNamed(menu, name), quantity));
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  const answer = await phone.order(
    lines.map(({ line }) => line),
    amount,
    note === undefined ? {} : { note },
  );
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.order.id;
}

/** A lunch in full swing: open, paid and calling tables, two new orders, one phone that waits. */
export async function stageLunch(landing: TestLanding, clock: Clock, counter: ConsoleClient): Promise<void> {
  const open = (table: string, guests: number) =>
    counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId(table), guests });
  const accept = (orderId: string) => counter.mutate('ordering.orders.accept', { orderId });
  const step = (name: 'start' | 'ready' | 'serve', orderId: string) =>
    counter.mutate(`ordering.tickets.${name}`, { orderId });

  const paidTab = await open('3', 2);
  const paid = await Phone.scan(landing.sticker('3'));
  const lunch = await order(paid, [
    ['Dan dan noodles', 2],
    ['Jasmine tea', 1],
  ]);
  await accept(lunch);
  clock.advance(9 * 60_000);
  await step('serve', lunch);
  clock.advance(16 * 60_000);
  const { tab } = (await paid.tab()).body;
  await counter.mutate('ordering.payments.take', {
    tabId: paidTab.id,
    method: 'cash',
    amount: tab?.balance.amount,
    tendered: 10_000,
    idempotencyKey: newKey(),
  });

  await open('1', 4);
  const family = await Phone.scan(landing.sticker('1'));
  const first = await order(family, [
    ['Kung pao chicken', 1],
    ['Garlic pak choi', 1],
    ['Steamed rice', 3],
  ]);
  await accept(first);
  clock.advance(6 * 60_000);
  await step('start', first);
  const second = await order(await Phone.scan(landing.sticker('1')), [
    ['Xiaolongbao soup dumplings', 2],
    ['Brown sugar bubble tea', 1],
  ]);
  await accept(second);

  await open('W1', 2);
  const window = await Phone.scan(landing.sticker('W1'));
  const noodles = await order(window, [['Braised beef noodle soup', 2]]);
  await accept(noodles);
  await step('ready', noodles);
  await window.call('bill');

  await open('5', 3);
  clock.advance(3 * 60_000);
  await order(
    await Phone.scan(landing.sticker('5')),
    [
      ['Mapo tofu', 1],
      ['Yangzhou fried rice', 1],
      ['Qingdao draught beer', 2],
    ],
    'One of us is allergic to peanuts, please',
  );
  clock.advance(70_000);
  await order(family, [['Mango pomelo sago', 2]]);
  await Phone.scan(landing.sticker('T2'));
  clock.advance(25_000);
}

export { order };

import { expect, type Locator, type Page } from '@playwright/test';
import { businessDay } from '#shared/time.ts';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { freePort } from '#tests/support/free-port.ts';
import { typeFocused } from '#tests/support/keys.ts';
import type { TestLanding } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { jobsOf, printerOn } from '#tests/support/printing.ts';

interface StaffTab {
  readonly id: string;
  readonly orders: { id: string; state: string }[];
  readonly total: { amount: number };
  readonly balance: { amount: number };
}
interface ClosedShift {
  readonly businessDay: string;
  readonly report: Readonly<Record<string, unknown>>;
}

const float = 50_000;

/** An evening's house: two printers, twelve tables, what the staff's programs can ask. */
class House {
  readonly landing: TestLanding;
  readonly counter: ConsoleClient;
  readonly owner: ConsoleClient;
  readonly kitchenPrinter = new PrinterSimulator();
  readonly barPrinter = new PrinterSimulator();
  readonly names = Array.from({ length: 12 }, (_, index) => `E${index + 1}`);

  constructor(landing: TestLanding, counter: ConsoleClient, owner: ConsoleClient) {
    this.landing = landing;
    this.counter = counter;
    this.owner = owner;
  }

  async setUp(): Promise<void> {
    for (const name of this.names) {
      await this.owner.mutate('ordering.tables.save', { name, area: 'Evening', seats: 4 });
    }
    const stations = await this.owner.query<{ station: string }[]>('printing.printers.stations');
    const save = (settings: object) => this.owner.mutate<{ id: string }>('printing.printers.save', settings);
    const bar = await save(printerOn(await this.barPrinter.listen(), { name: 'Bar', receipts: true }));
    const kitchen = { name: 'Kitchen', stations: stations.map(({ station }) => station), fallbackId: bar.id };
    // It dies and comes back: nobody may be given its port meanwhile.
    await save(printerOn(await this.kitchenPrinter.listen(await freePort()), kitchen));
  }

  open(table: string): Promise<StaffTab> {
    return this.counter.mutate('ordering.tabs.open', { tableId: this.landing.tableId(table), guests: 2 });
  }

  tab(tabId: string): Promise<StaffTab> {
    return this.counter.query('ordering.tabs.get', { tabId });
  }

  /** A round from a table's phone, accepted, cooked and served. */
  async round(table: string): Promise<void> {
    const phone = await Phone.scan(this.landing.sticker(table));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body), 2);
    const { id: orderId } = (await phone.order([line], amount)).body.order;
    await this.counter.mutate('ordering.orders.accept', { orderId });
    await this.counter.mutate('ordering.tickets.serve', { orderId });
  }

  /** Everything that is left on a tab, in one way; then it is closed. */
  async settle(tabId: string, method: 'cash' | 'card', tip: number): Promise<void> {
    const { balance } = await this.tab(tabId);
    if (balance.amount > 0) {
      const payment = { tabId, method, amount: balance.amount, tip, idempotencyKey: newKey() };
      await this.counter.mutate('ordering.payments.take', payment);
    }
    await this.counter.mutate('ordering.tabs.close', { tabId });
  }

  /** How many tickets are on paper. */
  async printed(): Promise<number> {
    const jobs = await jobsOf(this.owner);
    return jobs.filter(({ kind, state }) => kind === 'ticket' && state === 'printed').length;
  }

  async close(): Promise<void> {
    await this.kitchenPrinter.close();
    await this.barPrinter.close();
  }
}

const tileOf = (page: Page, table: string): Locator =>
  page.locator('.tile', { has: page.locator('.tile-name', { hasText: new RegExp(`^${table}$`) }) });

test('a whole evening: twelve tables, phones and counter, a printer dies, a split, a merge, a refund, a Z report that balances', async ({
  landing,
  counter: api,
  openPhone,
  openConsole,
}) => {
  test.setTimeout(400_000);
  const house = new House(landing, api, await landing.as('owner'));
  await house.setUp();

  // The drawer is opened with its float.
  const desk = await openConsole('counter', { width: 1440, height: 900 });
  await desk.getByRole('link', { name: 'Cash drawer' }).click();
  await desk.getByRole('button', { name: 'Open the drawer' }).click();
  await desk.getByRole('dialog').getByText('Type the amount').click();
  await desk.getByRole('dialog').getByRole('textbox', { name: 'Amount' }).fill('500');
  await desk.getByRole('button', { name: 'Open with ¥500.00' }).click();
  await expect(desk.getByRole('heading', { name: 'The drawer is open' })).toBeVisible();
  await desk.getByRole('link', { name: 'Counter' }).click();

  // Guests arrive; phones order, the counter adds, the kitchen cooks.
  const tabs = await Promise.all(house.names.map((name) => house.open(name)));
  for (const name of house.names.slice(2)) await house.round(name);
  const kitchen = await openConsole('kitchen', { width: 1920, height: 1080 });
  const phone = await openPhone('E1');
  await phone.getByRole('button', { name: 'Add Steamed rice to the order' }).click();
  await phone.getByRole('button', { name: /View order/ }).click();
  await phone.getByRole('button', { name: /^Send order/ }).click();
  await expect(phone.getByText('Order received', { exact: true })).toBeVisible();
  // The desk may still show a round that was accepted elsewhere a moment ago.
  const card = desk.locator('.order-card', { has: desk.locator('.order-card-table', { hasText: /^E1$/ }) });
  await card.getByRole('button', { name: 'Accept' }).click();
  await kitchen.locator('.ticket', { hasText: 'E1' }).getByRole('button', { name: 'Ready' }).click();
  const ready = desk.getByRole('button', { name: /^E1 #\d+ ready/ });
  await ready.click();
  await expect(ready).toBeHidden();
  await desk.getByRole('button', { name: /^Evening/ }).click();

  // The kitchen's printer dies in the middle of it; the next ticket comes out at the bar with one tap. What was ordered
  // until then is on paper: a ticket that is cut off in the middle is another story.
  await expect.poll(() => house.printed()).toBe(11);
  await house.kitchenPrinter.refuse();
  await tileOf(desk, 'E2').click();
  await desk.getByRole('button', { name: 'Add order' }).click();
  await desk.getByRole('button', { name: /^Steamed rice/ }).click();
  await desk.getByRole('button', { name: /^Send/ }).click();
  await expect(desk.getByText(/^Kitchen: The device at this address takes no print jobs/)).toBeVisible();
  await desk.getByRole('link', { name: 'Look at printing' }).click();
  const job = desk.getByRole('listitem').filter({ hasText: 'Table E2' });
  await job.getByRole('button', { name: 'Print on Bar' }).click();
  await house.barPrinter.until(() => house.barPrinter.text.includes('Steamed rice'));
  await house.kitchenPrinter.listen();

  // Three friends share a bill: 36.00 in three parts, two in cash, one by card.
  await desk.getByRole('link', { name: 'Counter' }).click();
  await desk.getByRole('button', { name: /^Evening/ }).click();
  await tileOf(desk, 'E3').click();
  await desk.getByRole('button', { name: /^Take payment/ }).click();
  await desk.getByRole('button', { name: 'Equal shares' }).click();
  await desk.getByRole('button', { name: 'One more' }).click();
  await desk.getByRole('button', { name: 'Take ¥12.00' }).click();
  await desk.getByRole('button', { name: 'Take the rest' }).click();
  await desk.getByRole('button', { name: 'Card' }).click();
  await desk.getByRole('button', { name: /^Card payment went through/ }).click();
  await desk.getByRole('button', { name: 'Take the rest' }).click();
  await desk.getByRole('button', { name: 'Cash' }).click();
  await desk.getByRole('button', { name: 'Take ¥12.00' }).click();
  await desk.locator('.pay-taken').getByRole('button', { name: 'Close table' }).click();
  await expect(tileOf(desk, 'E3')).toContainText('Free');

  // Two tables become one; the phone of the first follows.
  const guest = await openPhone('E4');
  await expect(guest.getByText('Table E4')).toBeVisible();
  await tileOf(desk, 'E4').click();
  await desk.getByRole('button', { name: 'Move / merge' }).first().click();
  const move = desk.getByRole('dialog', { name: /Where does Table E4 go/ });
  await move.getByRole('button', { name: /E5/ }).click();
  await desk.getByRole('button', { name: /^Merge with Table E5/ }).click();
  await expect(guest.getByText('Table E5').first()).toBeVisible();
  await expect(tileOf(desk, 'E5')).toContainText('¥72.00');

  // Everybody pays, some by card, one with a tip.
  const closed: { total: StaffTab['total']; method: 'cash' | 'card'; tip: number }[] = [];
  for (const [index, tab] of tabs.entries()) {
    if (index === 2 || index === 3) continue;
    const [method, tip] = [index % 2 ? ('card' as const) : ('cash' as const), index === 8 ? 500 : 0];
    closed.push({ total: (await house.tab(tab.id)).total, method, tip });
    await house.settle(tab.id, method, tip);
  }

  // One of the three friends gets a share back; the manager vouches for it.
  await desk.getByRole('button', { name: 'Closed bills' }).first().click();
  await desk.locator('.closed-row', { hasText: 'E3' }).click();
  await desk.getByRole('button', { name: 'Give back' }).first().click();
  const refund = desk.getByRole('dialog', { name: 'Give money back' });
  await refund.getByText('Paid twice').click();
  await refund.getByRole('button', { name: 'Give back ¥12.00' }).click();
  await desk.getByRole('button', { name: /Mona/ }).click();
  await typeFocused(desk, '4826');
  await desk.keyboard.press('Enter');
  await expect(desk.getByText('¥12.00 given back by Cash.')).toBeVisible();

  // A supplier is paid from the drawer; then it is counted blind, and the Z report balances.
  await desk.getByRole('link', { name: 'Cash drawer' }).click();
  await desk.getByRole('button', { name: 'Take out' }).click();
  const drawer = desk.getByRole('dialog');
  await drawer.getByRole('textbox', { name: 'Amount' }).fill('45.50');
  await drawer.getByText('Paid a supplier').click();
  await drawer.getByRole('button', { name: 'Take out' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(desk.locator('.moves')).toContainText('Paid a supplier');

  const paid = { cash: 2 * 1200, card: 1200 };
  for (const { total, method, tip } of closed) paid[method] += total.amount + tip;
  const lying = float + paid.cash - 1200 - 4550;
  await desk.getByRole('button', { name: 'Count and close' }).click();
  await drawer.getByText('Type the amount').click();
  await drawer.getByRole('textbox', { name: 'Amount' }).fill((lying / 100).toFixed(2));
  await drawer.getByRole('button', { name: /^Close with/ }).click();
  await expect(drawer.getByRole('heading', { name: 'Z report 1' })).toBeVisible();
  await expect(drawer.getByText('Exactly right')).toBeVisible();

  const [shift] = await house.owner.query<ClosedShift[]>('ordering.shifts.list');
  expect(shift?.report).toMatchObject({
    float,
    paidIn: 0,
    paidOut: 4550,
    net: paid.cash + paid.card - 1200,
    expectedCash: lying,
    countedCash: lying,
    difference: 0,
  });

  // The day's report says the same as the bills: 36.00 by three, and all that was settled, less what came back.
  const sold = 3600 + closed.reduce((sum, { total }) => sum + total.amount, 0);
  const { timeZone, cutoverHour } = landing.landing.identity.enterprise();
  const day = { from: shift?.businessDay, to: businessDay(Date.now(), timeZone, cutoverHour) };
  const report = await house.owner.query<{ tabs: number; total: number; revenue: number }>('reports.totals', day);
  expect(report).toMatchObject({ tabs: 11, total: sold, revenue: sold - 1200 });

  // Each order is on exactly one ticket, whatever printer it came out of.
  await expect.poll(() => house.printed()).toBe(12);
  const jobs = await jobsOf(house.owner);
  const tickets = jobs.filter(({ kind, state }) => kind === 'ticket' && state === 'printed');
  expect(tickets.map(({ subject }) => subject.number).sort((a = 0, b = 0) => a - b)).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
  expect(jobs.filter(({ state }) => state === 'failed' || state === 'possible_duplicate')).toEqual([]);
  await house.close();
});

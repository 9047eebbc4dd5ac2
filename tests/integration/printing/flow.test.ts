import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { newKey } from '#tests/support/api.ts';
import { lineFor } from '#tests/support/menu.ts';
import { printerOn } from '#tests/support/printing.ts';
import { PrintHouse } from './harness.ts';

let house: PrintHouse;
let printer: PrinterSimulator;
let port: number;

beforeEach(async () => {
  printer = new PrinterSimulator();
  port = await printer.listen();
});

afterEach(async () => {
  await house.reset();
  await printer.close();
});

beforeAll(async () => {
  house = await PrintHouse.open();
});

afterAll(() => house.close());

const stationsOf = async () =>
  (await house.owner.query<{ station: string }[]>('printing.printers.stations')).map(({ station }) => station);

describe('kitchen tickets', () => {
  it('go to the printer of their station only, one for each accepted order, with new lines only', async () => {
    const records = house.landing.landing.ordering.menu.records().items;
    const stationOf = new Map(records.map((item) => [item.id, item.station]));
    const bar = new PrinterSimulator();
    const barPort = await bar.listen();
    const { table, phone, items } = await house.seat();
    const [first] = items;
    const other = items.find((item) => stationOf.get(item.id) !== stationOf.get(first?.id ?? ''));
    if (!first || !other) throw new Error('the sample has one station only');
    const [here, there] = [stationOf.get(first.id) ?? '', stationOf.get(other.id) ?? ''];
    await house.addPrinter(printerOn(port, { name: 'Here', stations: [here] }));
    await house.addPrinter(printerOn(barPort, { name: 'There', stations: [there] }));
    const a = lineFor(first, 2);
    const b = lineFor(other);
    const both = await phone.order([{ ...a.line, note: 'no ice' }, b.line], a.amount + b.amount);
    expect(both.status).toBe(201);
    await house.owner.mutate('ordering.orders.accept', { orderId: both.body.order.id });
    await printer.until(() => printer.sheets.length === 1);
    await bar.until(() => bar.sheets.length === 1);
    const [sheet] = printer.sheets;
    expect(sheet?.text).toContain(`Table ${table}`);
    expect(sheet?.text).toContain(`2 x ${first.name}`);
    expect(sheet?.text).toContain('! no ice');
    expect(sheet?.text).not.toContain(other.name);
    expect(sheet?.text).not.toContain('ADD-ON');
    expect(bar.sheets[0]?.text.replace(/\s+/g, ' ')).toContain(other.name);
    expect(bar.sheets[0]?.text).not.toContain('no ice');

    await house.order(phone, first, { note: 'one more' });
    await printer.until(() => printer.sheets.length === 2);
    expect(printer.sheets[1]?.text).toContain('ADD-ON');
    expect(printer.sheets[1]?.text).toContain(`1 x ${first.name}`);
    expect(printer.sheets[1]?.text).not.toContain('no ice');
    const jobs = await house.jobsWhen((all) => all.every(({ state }) => state === 'printed'));
    expect(jobs).toHaveLength(3);
    expect(printer.unknown).toEqual([]);
    await bar.close();
  });

  it('say which stations nobody prints for', async () => {
    const [station] = await stationsOf();
    await house.addPrinter(printerOn(port, { stations: [station ?? ''] }));
    const list = await house.owner.query<{ station: string; printed: boolean }[]>('printing.printers.stations');
    expect(list.filter(({ printed }) => printed).map((each) => each.station)).toEqual([station]);
    expect(list.length).toBeGreaterThan(1);
  });

  it('of an order from before a printer was set up do not print on it', async () => {
    const { phone, items } = await house.seat();
    const [item] = items;
    if (!item) throw new Error('no item');
    await house.order(phone, item);
    await house.addPrinter(printerOn(port, { stations: await stationsOf() }));
    await house.order(phone, item, { quantity: 3 });
    await printer.until(() => printer.sheets.length === 1);
    expect(printer.text).toContain('3 x');
    expect(await house.jobsWhen(() => true)).toHaveLength(1);
  });

  it('print again when asked, marked as printed again', async () => {
    await house.addPrinter(printerOn(port, { stations: await stationsOf() }));
    const { tabId, phone, items } = await house.seat();
    const order = await house.order(phone, items[0] as never);
    await printer.until(() => printer.sheets.length === 1);
    await house.owner.mutate('printing.reprintTicket', { tabId, orderId: order.id });
    await printer.until(() => printer.sheets.length === 2);
    const pictures = (sheet: number) =>
      printer.sheets[sheet]?.operations.filter(({ kind }) => kind === 'picture') ?? [];
    // The mark holds Chinese, so it is drawn above and below; everything else is the same ticket.
    expect(pictures(1).length).toBe(pictures(0).length + 2);
  });
});

describe('what happens to an order later', () => {
  it('reaches the kitchen: hurry, and portions that are taken off, while they are not served', async () => {
    await house.addPrinter(printerOn(port, { stations: await stationsOf() }));
    const { tabId, phone, items } = await house.seat();
    const order = await house.order(phone, items[0] as never, { quantity: 3 });
    await house.owner.mutate('ordering.tickets.urge', { orderId: order.id });
    const lineId = order.lines[0]?.id;
    const take = (quantity: number) =>
      house.owner.mutate('ordering.tabs.voidLine', {
        tabId,
        orderId: order.id,
        lineId,
        quantity,
        reason: 'changed their mind',
        idempotencyKey: newKey(),
      });
    await take(1);
    await printer.until(() => printer.sheets.length === 3);
    const [, hurry, stop] = printer.sheets.map(({ text }) => text);
    expect(hurry).toContain('HURRY UP');
    expect(hurry).toContain('3 x');
    expect(stop).toContain('CANCELLED');
    expect(stop).toContain('1 x');
    expect((await house.jobsWhen(() => true))[0]?.kind).toBe('void');
    // What is eaten already concerns no cook.
    await house.owner.mutate('ordering.tickets.serve', { orderId: order.id });
    await take(1);
    await house.landing.landing.printing.settled();
    expect(await house.jobsWhen(() => true)).toHaveLength(3);
  });
});

describe('guests who change tables', () => {
  it('reach the kitchen on paper, while something is being cooked for them', async () => {
    await house.addPrinter(printerOn(port, { stations: await stationsOf() }));
    const { table, tabId, phone, items } = await house.seat();
    const order = await house.order(phone, items[0] as never);
    const free = house.nextTable();
    await house.owner.mutate('ordering.tabs.move', { tabId, tableId: house.landing.tableId(free) });
    await printer.until(() => printer.sheets.length === 2);
    const [, slip] = printer.sheets;
    expect(slip?.text).toContain('TABLE CHANGED');
    expect(slip?.text).toContain(`Table ${table} >`);
    expect(slip?.text).toContain(`Table ${free}`);
    expect(slip?.text).toContain(`Order ${order.number}`);
    await house.owner.mutate('ordering.tickets.serve', { orderId: order.id });
    await house.owner.mutate('ordering.tabs.move', { tabId, tableId: house.landing.tableId(table) });
    await house.landing.landing.printing.settled();
    expect(await house.jobsWhen(() => true)).toHaveLength(2);
  });
});

describe('receipts', () => {
  it('carry the amounts of the tab, to the minor unit', async () => {
    await house.addPrinter(printerOn(port, { receipts: true }));
    const { tabId, phone, items } = await house.seat();
    for (const item of items.slice(0, 3)) await house.order(phone, item, { quantity: 2 });
    interface Tab {
      total: { amount: number; currency: string };
      balance: { amount: number };
      orders: { lines: { total: { amount: number } }[] }[];
    }
    const before = await house.owner.query<Tab>('ordering.tabs.get', { tabId });
    const paid = Math.floor(before.total.amount / 3);
    await house.pay(tabId, paid, 'cash', paid + 1000);
    const tab = await house.owner.query<Tab>('ordering.tabs.get', { tabId });
    await house.owner.mutate('printing.receipt', { tabId });
    await printer.until(() => printer.sheets.length === 1);
    const text = printer.sheets[0]?.text ?? '';
    const decimal = (amount: number) => (amount / 100).toFixed(2);
    const amountAfter = (label: string) =>
      new RegExp(`^${label}\\s+(?:[A-Z]{3} )?(\\d+\\.\\d\\d)$`, 'm').exec(text)?.[1];
    expect(amountAfter('Total')).toBe(decimal(tab.total.amount));
    expect(text).toContain(`${tab.total.currency} ${decimal(tab.total.amount)}`);
    expect(amountAfter('Cash')).toBe(decimal(paid));
    expect(amountAfter('Cash given')).toBe(decimal(paid + 1000));
    expect(amountAfter('Change')).toBe('10.00');
    expect(amountAfter('To pay')).toBe(decimal(tab.balance.amount));
    const lines = [...text.matchAll(/^\d+ x .*?(\d+\.\d\d)$/gm)].map((match) => match[1]);
    expect(lines).toEqual(tab.orders.flatMap((order) => order.lines.map((line) => decimal(line.total.amount))));
  });

  it('carry discounts, what was given back, and what is left after it', async () => {
    await house.addPrinter(printerOn(port, { receipts: true }));
    const { tabId, phone, items } = await house.seat();
    const order = await house.order(phone, items[0] as never, { quantity: 4 });
    const lineTotal = order.total.amount;
    const discount = { kind: 'percent', ppm: 100_000, cap: null };
    await house.owner.mutate('ordering.tabs.giveDiscount', {
      tabId,
      kind: 'discount',
      rule: discount,
      reason: 'regular guest',
      idempotencyKey: newKey(),
    });
    const tab = await house.owner.query<{ total: { amount: number } }>('ordering.tabs.get', { tabId });
    expect(tab.total.amount).toBeLessThan(lineTotal);
    await house.owner.mutate('printing.receipt', { tabId });
    await printer.until(() => printer.sheets.length === 1);
    const rows = printer.text.split('\n');
    const amountOf = (label: string) => rows.find((row) => row.startsWith(label))?.match(/-?\d+\.\d\d$/)?.[0];
    const decimal = (amount: number) => (amount / 100).toFixed(2);
    expect(amountOf('Subtotal')).toBe(decimal(lineTotal));
    expect(amountOf('Discount')).toBe(`-${decimal(lineTotal - tab.total.amount)}`);
    expect(amountOf('Total')).toBe(decimal(tab.total.amount));
  });

  it('need a printer that prints them', async () => {
    const { tabId } = await house.seat();
    const answer = await house.owner.call('printing.receipt', { tabId }, 'POST');
    expect(answer.problem?.code).toBe('no_receipt_printer');
  });

  it('print by themselves with the payment that settles, where the house wants it', async () => {
    await house.addPrinter(printerOn(port, { receipts: true }));
    await house.owner.mutate('printing.settings.update', { receiptAt: 'settled', footer: 'Come again' });
    const { tabId, phone, items } = await house.seat();
    const order = await house.order(phone, items[0] as never);
    await house.pay(tabId, 1, 'card');
    await house.pay(tabId, order.total.amount - 1, 'card');
    await printer.until(() => printer.sheets.length === 1);
    expect(printer.text).toContain('Come again');
    expect(printer.text).toContain('Receipt');
    await house.landing.landing.printing.settled();
    expect(await house.jobsWhen(() => true)).toHaveLength(1);
  });
});

describe('the drawer', () => {
  it('opens for cash and for nothing else', async () => {
    await house.addPrinter(printerOn(port, { receipts: true, drawer: 'pin5', stations: await stationsOf() }));
    const { tabId, phone, items } = await house.seat();
    const note = '\u001bp\u0000\u0019\u00fa p';
    const order = await house.order(phone, items[0] as never, { note });
    await house.pay(tabId, 1, 'card');
    await house.owner.mutate('printing.receipt', { tabId });
    await printer.until(() => printer.sheets.length === 2);
    expect(printer.drawerKicks).toEqual([]);
    await house.pay(tabId, order.total.amount - 1, 'cash');
    await printer.until(() => printer.drawerKicks.length === 1);
    expect(printer.drawerKicks).toEqual([5]);
    const drawer = (await house.jobsWhen((jobs) => jobs[0]?.state === 'printed')).find(({ kind }) => kind === 'drawer');
    const again = await house.owner.call('printing.jobs.retry', { jobId: drawer?.id }, 'POST');
    expect(again.problem?.code).toBe('print_job_state');
    expect(printer.drawerKicks).toEqual([5]);
  });
});

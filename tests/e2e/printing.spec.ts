import { expect } from '@playwright/test';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { freePort } from '#tests/support/free-port.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { jobsOf, printerOn } from '#tests/support/printing.ts';

test('a printer is set up by its address, tried, and prints its test page', async ({ openConsole }) => {
  const printer = new PrinterSimulator();
  const port = await printer.listen();
  const page = await openConsole('owner');
  await page.getByRole('link', { name: 'Printing' }).click();
  await page.getByRole('button', { name: 'Add a printer' }).click();
  const sheet = page.getByRole('dialog', { name: 'New printer' });
  await sheet.getByLabel('Name', { exact: true }).fill('Kitchen');
  await sheet.getByLabel('Address').fill('127.0.0.1');
  await sheet.getByLabel('Port', { exact: true }).fill(String(port));
  await sheet.getByRole('button', { name: 'Try this address' }).click();
  await expect(sheet.getByText('The printer answers and is ready.')).toBeVisible();
  await nothingToFind(page);
  await sheet.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Kitchen' }) });
  await expect(card.getByText('Ready')).toBeVisible();
  await card.getByRole('button', { name: 'Test page' }).click();
  await printer.until(() => printer.sheets.length === 1);
  expect(printer.text).toContain('The quick brown fox');
  await expect(page.getByText('Printed lately')).toBeVisible();
  await nothingToFind(page);
  await printer.close();
});

test('a dead printer is seen at the counter; its ticket is printed on the other with one tap', async ({
  landing,
  openConsole,
  counter,
}) => {
  const owner = await landing.as('owner');
  const dead = new PrinterSimulator();
  const good = new PrinterSimulator();
  // A port that the system gives to nobody else once the printer is dead.
  const deadPort = await dead.listen(await freePort());
  const stations = (await owner.query<{ station: string }[]>('printing.printers.stations')).map((each) => each.station);
  const save = (settings: object) => owner.mutate<{ id: string }>('printing.printers.save', settings);
  const other = await save(printerOn(await good.listen(), { name: 'Bar', receipts: true }));
  await save(printerOn(deadPort, { name: 'Kitchen', stations, fallbackId: other.id }));
  await dead.refuse();

  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('3') });
  const guest = await Phone.scan(landing.sticker('3'));
  const { line, amount } = lineFor(plainItem((await guest.menu()).body));
  const placed = await guest.order([{ ...line, note: 'no sugar' }], amount);
  await counter.mutate('ordering.orders.accept', { orderId: placed.body.order.id });

  const page = await openConsole('counter');
  await expect(page.getByText('Kitchen: The device at this address takes no print jobs')).toBeVisible();
  await nothingToFind(page);
  await page.getByRole('link', { name: 'Look at printing' }).click();
  const job = page.getByRole('listitem').filter({ hasText: 'Table 3' });
  await expect(job.getByText('The device at this address takes no print jobs')).toBeVisible();
  await job.getByRole('button', { name: 'Print on Bar' }).click();
  await good.until(() => good.sheets.length === 1);
  expect(good.text).toContain('Table 3');
  expect(good.text).toContain('! no sugar');
  await expect(page.getByText('Given up')).toBeVisible();
  // On paper first: that it is printed the landing hears from the printer a moment later.
  const states = async () => (await jobsOf(owner)).map(({ state }) => state).sort();
  await expect.poll(states).toEqual(['cancelled', 'printed']);
  await nothingToFind(page);
  await good.close();
});

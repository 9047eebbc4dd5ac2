import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { jobsOf, patientTiming, printerOn } from '#tests/support/printing.ts';

const folder = tempFolder();
const printer = new PrinterSimulator();
afterAll(async () => {
  await printer.close();
  folder.remove();
});

it('after a restart nothing of before a printer was set up prints, and what was under way is asked about', async () => {
  let landing = await TestLanding.copy({ folder: folder.path, printTiming: patientTiming });
  let owner = await landing.as('owner');
  await owner.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
  const phone = await Phone.scan(landing.sticker('1'));
  const { line, amount } = lineFor(plainItem((await phone.menu()).body));
  const { body } = await phone.order([line], amount);
  await owner.mutate('ordering.orders.accept', { orderId: body.order.id });
  const stations = (await owner.query<{ station: string }[]>('printing.printers.stations')).map((each) => each.station);
  const settings = printerOn(await printer.listen(), { stations });
  const { id } = await owner.mutate<{ id: string }>('printing.printers.save', settings);
  await landing.close();

  landing = await landing.restart();
  owner = await landing.as('owner');
  await landing.landing.printing.settled();
  expect(await jobsOf(owner)).toEqual([]);
  await printer.refuse();
  await owner.mutate('printing.printers.testPage', { printerId: id });
  // As if the program had been ended between the first and the last byte.
  await landing.close();
  const database = new Database(join(folder.path, 'landing.db'));
  database.prepare("UPDATE print_job SET state = 'printing', sent = 1").run();
  database.close();

  await printer.listen();
  landing = await landing.restart();
  owner = await landing.as('owner');
  const [job] = await jobsOf(owner);
  expect(job).toMatchObject({ kind: 'test', state: 'possible_duplicate', cause: 'interrupted' });
  expect(printer.sheets).toHaveLength(0);
  await owner.mutate('printing.jobs.retry', { jobId: job?.id });
  await printer.until(() => printer.sheets.length === 1);
  await landing.close();
});

import { afterAll, expect, it } from 'vitest';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { ConsoleClient, Phone } from '#tests/support/api.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { jobsOf, printerOn } from '#tests/support/printing.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const kills = Number(process.env['PRINTER_KILLS'] ?? 6);
const folder = tempFolder();
afterAll(() => folder.remove());

it(`kill -9 ${kills} times with jobs in the queue: every ticket comes out, none twice without its mark`, {
  timeout: 5 * 60_000,
}, async () => {
  const printer = new PrinterSimulator();
  const port = await printer.listen();
  let landing = await LandingProcess.start(folder.path);
  const signIn = () => new ConsoleClient(landing.ready.consoleUrl).login('owner', 'osmanthus-owner');
  let owner = await signIn();
  const stations = (await owner.query<{ station: string }[]>('printing.printers.stations')).map((each) => each.station);
  await owner.mutate('printing.printers.save', printerOn(port, { stations }));
  const tables = await owner.query<{ id: string; name: string }[]>('ordering.tables.list');
  await owner.mutate('ordering.tabs.open', { tableId: tables.find(({ name }) => name === '1')?.id });
  const numbers: number[] = [];

  for (let round = 0; round < kills; round++) {
    // In every other round the printer is dead, so that the whole queue outlives the program.
    if (round % 2 === 0) await printer.refuse();
    const phone = await Phone.scan(landing.ready.guest.find(({ table }) => table === '1')?.url ?? '');
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    for (let n = 0; n < 4; n++) {
      const { body } = await phone.order([line], amount);
      await owner.mutate('ordering.orders.accept', { orderId: body.order.id });
      numbers.push(body.order.number);
    }
    await landing.kill();
    if (round % 2 === 0) await printer.listen();
    landing = await LandingProcess.start(folder.path);
    owner = await signIn();
  }
  for (let open = true; open; ) {
    const jobs = await jobsOf(owner);
    open = jobs.some(({ state }) => state === 'queued' || state === 'printing');
  }
  const jobs = await jobsOf(owner);
  expect(jobs.map(({ subject }) => subject.number).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(numbers);
  const printed = (number: number) =>
    printer.sheets.filter(({ text }) => new RegExp(`^Order ${number} `, 'm').test(text));
  for (const { subject, state } of jobs) {
    const sheets = printed(subject.number ?? 0);
    // Whatever was on its way at a kill is put before a person; it may or may not be on paper, but only once.
    if (state === 'possible_duplicate') expect(sheets.length).toBeLessThanOrEqual(1);
    else expect([state, subject.number, sheets.length]).toEqual(['printed', subject.number, 1]);
  }
  expect(await landing.stop()).toBe(0);
  await printer.close();
});

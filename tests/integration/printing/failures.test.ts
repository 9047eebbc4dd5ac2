import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PrinterSettings } from '#shared/printing/entities.ts';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { patientTiming, printerOn, quickTiming, type SeenJob } from '#tests/support/printing.ts';
import { PrintHouse } from './harness.ts';

let house: PrintHouse;
/** Gives a printer that never answers up within a test; one that answers may then be given up because the computer is busy. */
let hasty: PrintHouse;
let printer: PrinterSimulator;
let port: number;
let id: string;

beforeEach(async () => {
  printer = new PrinterSimulator();
  port = await printer.listen();
});

afterEach(async () => {
  for (const each of [house, hasty]) await each.reset();
  await printer.close();
});

beforeAll(async () => {
  house = await PrintHouse.open();
  hasty = await PrintHouse.open(quickTiming);
});

afterAll(async () => {
  for (const each of [house, hasty]) await each.close();
});

const add = async (changes: Partial<PrinterSettings> = {}, at = house) => {
  id = await at.addPrinter(printerOn(port, changes));
};
const testPage = (at = house) => at.owner.mutate<{ jobId: string }>('printing.printers.testPage', { printerId: id });
const newest = (state: SeenJob['state'], cause?: SeenJob['cause'], at = house) =>
  at.jobsWhen(([job]) => job?.state === state && (cause === undefined || job.cause === cause));

describe('before anything was printed it tries again by itself', () => {
  it.each([
    ['switched off', 'refused', () => printer.refuse(), () => printer.listen()],
    [
      'out of paper',
      'paper_out',
      async () => {
        printer.behaviour.paperOut = true;
      },
      async () => printer.mend(),
    ],
    [
      'open',
      'cover_open',
      async () => {
        printer.behaviour.coverOpen = true;
      },
      async () => printer.mend(),
    ],
    [
      'connected but dead (half-open)',
      'no_status',
      async () => {
        printer.behaviour.halfOpen = true;
      },
      async () => {
        printer.behaviour.halfOpen = false;
      },
    ],
  ] as const)('%s: %s', async (_, cause, breakIt, mendIt) => {
    const at = cause === 'no_status' ? hasty : house;
    await add({}, at);
    await breakIt();
    await testPage(at);
    const [job] = await newest('queued', cause, at);
    expect(job?.words?.help).toBeTruthy();
    const seen = await at.printer(id);
    expect(seen).toMatchObject({ live: { state: 'trouble', cause }, waiting: 1 });
    expect(printer.sheets).toHaveLength(0);
    await mendIt();
    await newest('printed', undefined, at);
    expect(printer.sheets).toHaveLength(1);
  });

  it('tries at once when asked', async () => {
    await add();
    await printer.refuse();
    const { jobId } = await testPage();
    await newest('queued', 'refused');
    await printer.listen();
    await house.owner.mutate('printing.jobs.retry', { jobId });
    await newest('printed');
  });
});

describe('once bytes have left it never prints twice by itself', () => {
  it('a connection that breaks in the middle is a possible duplicate; printing again marks the paper', async () => {
    await add();
    printer.behaviour.resetAfterBytes = 3000;
    const { jobId } = await testPage();
    const [job] = await newest('possible_duplicate');
    expect(['reset', 'no_progress']).toContain(job?.cause);
    printer.behaviour.resetAfterBytes = 0;
    await house.owner.mutate('printing.jobs.retry', { jobId });
    await newest('printed');
    expect(printer.sheets).toHaveLength(1);
    const kinds = printer.sheets[0]?.operations.map(({ kind }) => kind);
    // The mark is drawn, so the paper begins with a picture that is taller than the title alone.
    expect(kinds?.[0]).toBe('picture');
  });

  it('a printer that never confirms is a possible duplicate, which a person can settle', async () => {
    await add({}, hasty);
    printer.behaviour.noConfirmation = true;
    const { jobId } = await testPage(hasty);
    await newest('possible_duplicate', 'unconfirmed', hasty);
    expect(printer.sheets).toHaveLength(1);
    await hasty.owner.mutate('printing.jobs.confirm', { jobId });
    await newest('printed', undefined, hasty);
    expect((await hasty.owner.call('printing.jobs.cancel', { jobId }, 'POST')).problem?.code).toBe('print_job_state');
    expect(printer.sheets).toHaveLength(1);
  });

  it('paper that runs out in the middle is waited for', async () => {
    await add();
    printer.behaviour.paperForOperations = 3;
    await testPage();
    await house.jobsWhen(([job]) => job?.state === 'printing');
    for (let seen = await house.printer(id); seen?.live.cause !== 'paper_out'; seen = await house.printer(id)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    printer.mend();
    await newest('printed');
    expect(printer.sheets).toHaveLength(1);
  });

  it('a printer without status is believed when it ends the connection in its turn', async () => {
    printer.behaviour.mute = true;
    await add({ reportsStatus: false });
    await testPage();
    await newest('printed');
    expect(printer.sheets).toHaveLength(1);
  });

  it('a half-open printer without status is a possible duplicate, not a success', async () => {
    printer.behaviour.halfOpen = true;
    await add({ reportsStatus: false }, hasty);
    await testPage(hasty);
    const [job] = await newest('possible_duplicate', undefined, hasty);
    expect(['unconfirmed', 'no_progress']).toContain(job?.cause);
  });
});

describe('a dead printer', () => {
  let patient: PrintHouse;
  beforeAll(async () => {
    // It is waited for longer than any test lasts: whoever it held up would never go on.
    patient = await PrintHouse.open({
      ...patientTiming,
      statusMs: foreverMs,
      stallMs: foreverMs,
      confirmMs: foreverMs,
    });
  });
  afterAll(() => patient.close());
  const foreverMs = 10 * 60_000;

  it('holds up neither the others nor an order’s answer', async () => {
    const good = new PrinterSimulator();
    const goodPort = await good.listen();
    const list = await patient.owner.query<{ station: string }[]>('printing.printers.stations');
    const stations = list.map(({ station }) => station);
    printer.behaviour.halfOpen = true;
    const dead = await patient.addPrinter(printerOn(port, { stations }));
    await patient.addPrinter(printerOn(goodPort, { name: 'Good', stations }));
    const { phone, items } = await patient.seat();
    for (let n = 0; n < 10; n++) await patient.order(phone, items[n % 2] as never);
    await good.until(() => good.sheets.length === 10);
    await patient.landing.landing.printing.settled();
    expect((await patient.printer(dead))?.waiting).toBe(10);
    await patient.reset();
    await good.close();
  });

  it('holds up nobody who sends a receipt to it', async () => {
    printer.behaviour.halfOpen = true;
    await patient.addPrinter(printerOn(port, { receipts: true }));
    const { tabId } = await patient.seat();
    for (let n = 0; n < 5; n++) await patient.owner.mutate('printing.receipt', { tabId });
    await patient.reset();
  });
});

describe('one printer in trouble', () => {
  it('its jobs can be printed on another with one tap, and are then gone here', async () => {
    const other = new PrinterSimulator();
    const otherId = await house.addPrinter(printerOn(await other.listen(), { name: 'Other' }));
    await add({ fallbackId: otherId });
    await printer.refuse();
    const { jobId } = await testPage();
    await newest('queued', 'refused');
    await house.owner.mutate('printing.jobs.moveTo', { jobId, printerId: otherId });
    await newest('printed');
    expect(other.sheets).toHaveLength(1);
    const jobs = await house.jobsWhen(() => true);
    expect(jobs.map(({ state }) => state).sort()).toEqual(['cancelled', 'printed']);
    await other.close();
  });

  it('can be taken away; what waited for it is kept for another', async () => {
    await printer.refuse();
    await add();
    await testPage();
    await newest('queued', 'refused');
    await house.owner.mutate('printing.printers.remove', { printerId: id });
    const [job] = await newest('failed', 'printer_removed');
    expect(job?.printer).toBeNull();
  });

  it('a cancelled job does not print when the printer comes back', async () => {
    await printer.refuse();
    await add();
    const { jobId } = await testPage();
    await newest('queued', 'refused');
    await house.owner.mutate('printing.jobs.cancel', { jobId });
    await printer.listen();
    await testPage();
    await newest('printed');
    expect(printer.sheets).toHaveLength(1);
  });
});

it('a probe says whether somebody is there and reports its state', async () => {
  const probe = (at = house) =>
    at.owner.mutate('printing.printers.probe', { connection: { kind: 'tcp', host: '127.0.0.1', port } });
  expect(await probe()).toMatchObject({ reached: true, reportsStatus: true, cause: null });
  printer.behaviour.mute = true;
  expect(await probe(hasty)).toMatchObject({ reached: true, reportsStatus: false, cause: 'no_status' });
  await printer.refuse();
  expect(await probe()).toMatchObject({ reached: false, cause: 'refused' });
});

import { expect, it } from 'vitest';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { printerOn } from '#tests/support/printing.ts';
import { openPty } from '#tests/support/pty.ts';
import { PrintHouse } from './harness.ts';

it('prints over a serial line, notices that the printer is gone, and goes on when it is back', async () => {
  const house = await PrintHouse.open();
  const pty = await openPty();
  const printer = new PrinterSimulator({ width: 384 });
  printer.serve(pty.far);
  const connection = { kind: 'serial', path: pty.path, baudRate: 115_200 } as const;
  const settings = { ...printerOn(0, { paper: 58, codePage: 'raster' }), connection };
  const id = await house.addPrinter(settings);
  const testPage = () => house.owner.mutate('printing.printers.testPage', { printerId: id });
  await testPage();
  await printer.until(() => printer.sheets.length === 1);
  await house.jobsWhen(([job]) => job?.state === 'printed');
  const pictures = printer.sheets[0]?.operations.filter((each) => each.kind === 'picture') ?? [];
  expect(pictures.every((each) => each.kind === 'picture' && each.bitmap.width === 384)).toBe(true);
  expect(printer.unknown).toEqual([]);

  await pty.close();
  await testPage();
  const [job] = await house.jobsWhen(([newest]) => newest?.state === 'queued' && newest.cause !== null);
  expect(job?.cause).toBe('no_such_port');

  const again = await openPty();
  const replaced = new PrinterSimulator({ width: 384 });
  replaced.serve(again.far);
  await house.owner.mutate('printing.printers.save', {
    ...settings,
    id,
    connection: { ...connection, path: again.path },
  });
  await house.jobsWhen(([newest]) => newest?.state === 'printed');
  expect(replaced.sheets).toHaveLength(1);
  await house.close();
  await again.close();
});

it('takes no path of an ordinary file', async () => {
  const house = await PrintHouse.open();
  for (const path of ['/etc/passwd', '/dev/../etc/passwd', 'relative', '\\\\.\\COM1']) {
    const connection = { kind: 'serial', path, baudRate: 9600 };
    const answer = await house.owner.call('printing.printers.save', { ...printerOn(1), connection }, 'POST');
    expect([path, answer.problem?.code]).toEqual([path, 'validation_failed']);
  }
  await house.close();
});

import pino from 'pino';
import { afterEach, expect, it } from 'vitest';
import { Ports } from '#main/ports/service.ts';
import { PrinterActor } from '#main/printing/actor.ts';
import type { PrintJob, PrintQueue } from '#main/printing/queue.ts';
import type { Renderer } from '#main/printing/renderer.ts';
import { defaultTiming } from '#main/printing/service.ts';
import type { Printer } from '#shared/printing/entities.ts';
import { PrinterSimulator } from '#tests/simulators/printer/printer.ts';
import { patientTiming, printerOn } from '#tests/support/printing.ts';

const simulator = new PrinterSimulator();
afterEach(() => simulator.close());

it('how a job ended is written down as soon as the disk takes it, not left as being printed', async () => {
  const printer: Printer = { ...printerOn(await simulator.listen()), id: 'p1', landing: 'here', position: 0 };
  const job = { id: 'j1', kind: 'test', document: { blocks: [] }, askedAt: Date.now(), attempts: 0 };
  let state = 'queued';
  let refusals = 2;
  let written = () => {};
  const ended = new Promise<void>((resolve) => {
    written = resolve;
  });
  const queue = {
    next: () => (state === 'queued' ? (job as unknown as PrintJob) : undefined),
    move: async (_: string, from: readonly string[], changes: { state?: string }) => {
      if (changes.state === 'printed' && refusals-- > 0) throw new Error('disk full');
      if (!from.includes(state)) return false;
      state = changes.state ?? state;
      if (state === 'printed') written();
      return true;
    },
  } as unknown as PrintQueue;
  const actor = new PrinterActor(
    {
      queue,
      ports: new Ports(),
      renderer: { render: async () => Buffer.from('Hello\n\x1dV\x00', 'latin1') } as unknown as Renderer,
      timing: { ...defaultTiming, ...patientTiming },
      now: Date.now,
      log: pino({ level: 'silent' }),
      onState: () => {},
    },
    printer,
  );
  await ended;
  await actor.stop(1000);
  expect(simulator.sheets).toHaveLength(1);
});

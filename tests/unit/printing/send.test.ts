import { describe, expect, it } from 'vitest';
import type { Line, Ports } from '#main/ports/service.ts';
import { type Outcome, sendOnce } from '#main/printing/send.ts';
import { defaultTiming } from '#main/printing/service.ts';
import { patientTiming, printerOn } from '#tests/support/printing.ts';

const timing = { ...defaultTiming, ...patientTiming };

/** A line to a printer that is ready and then says these pieces, one at each read. */
function lineOf(said: readonly number[][]) {
  const answers = [[0x12], [0x12], ...said];
  const written: number[] = [];
  let closed = false;
  const line: Line = {
    write: async (bytes) => void written.push(...bytes),
    read: async () => Uint8Array.from(answers.shift() ?? []),
    finish: async () => true,
    close: async () => {
      closed = true;
    },
    ended: new Promise<void>(() => {}),
  };
  return { ports: { open: async () => line } as unknown as Ports, written, isClosed: () => closed };
}

function send(ports: Ports, signal = new AbortController().signal, onTrouble = (_: unknown) => {}): Promise<Outcome> {
  const bytes = Buffer.from('Soup');
  return sendOnce({ ports, timing, target: printerOn(1), bytes, signal, onTrouble, onStart: async () => true });
}

describe('a job that was sent', () => {
  it('is printed when the printer confirms it', async () => {
    expect(await send(lineOf([[0x00]]).ports)).toEqual({ kind: 'printed' });
  });

  it.each([
    ['in one piece', [[0x18, 0x00, 0x0c, 0x0f]]],
    ['in pieces', [[0x18], [0x00, 0x0c], [0x0f]]],
  ])('is not believed printed when the printer tells by itself that its paper ended (%s)', async (_, told) => {
    const troubles: unknown[] = [];
    const { ports } = lineOf([...told, [], [0x32], [0x00]]);
    expect(await send(ports, undefined, (cause) => troubles.push(cause))).toEqual({ kind: 'printed' });
    // The confirmation came after the paper did.
    expect(troubles).toEqual(['paper_out', undefined]);
  });

  it('is not said to wait for a cover because of bytes that are no answer', async () => {
    const troubles: unknown[] = [];
    expect(await send(lineOf([[0xff, 0x95], [0x00]]).ports, undefined, (cause) => troubles.push(cause))).toEqual({
      kind: 'printed',
    });
    expect(troubles).toEqual([undefined]);
  });
});

it('nothing is sent over a line that opened after the program was told to end', async () => {
  const line = lineOf([[0x00]]);
  expect(await send(line.ports, AbortSignal.abort())).toEqual({ kind: 'withdrawn' });
  expect([line.written, line.isClosed()]).toEqual([[], true]);
});

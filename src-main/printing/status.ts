import type { PrintCause } from '#shared/printing/causes.ts';
import type { Line } from '../ports/service.ts';

/** Real-time status request DLE EOT n (ESC/POS); answered at once, even while the printer is off line. */
const realTime = (n: number) => Uint8Array.of(0x10, 0x04, n);
/** GS r 1: answered in its turn, so an answer says that everything before it was printed. */
export const confirmRequest = Uint8Array.of(0x1d, 0x72, 0x01);

/** Fixed bits of an answer to DLE EOT: 0xx1xx10. */
export const isRealTime = (byte: number) => (byte & 0x93) === 0x12;
/** Bit 4 is off in an answer to GS r. */
export const isConfirmation = (byte: number) => (byte & 0x90) === 0;

/**
 * Leaves out what a printer tells by itself (automatic status back, GS a): four bytes, of which the first has the fixed
 * bits 0xx1xx00 and the others could be taken for a confirmation.
 */
export class Answers {
  #left = 0;

  of(bytes: Uint8Array): number[] {
    return [...bytes].filter((byte) => {
      if (this.#left > 0) {
        this.#left -= 1;
        return false;
      }
      if ((byte & 0x93) === 0x10) this.#left = 3;
      return this.#left === 0;
    });
  }
}

/** The trouble in an answer to DLE EOT 2 (cause of being off line). */
export function offlineCause(byte: number): PrintCause | undefined {
  if (byte & 0x04) return 'cover_open';
  if (byte & 0x20) return 'paper_out';
  if (byte & 0x40) return 'printer_error';
  return undefined;
}

async function ask(line: Line, n: number, timeoutMs: number): Promise<number | undefined> {
  await line.write(realTime(n), timeoutMs);
  const deadline = Date.now() + timeoutMs;
  for (let left = timeoutMs; left > 0; left = deadline - Date.now()) {
    const answer = [...(await line.read(left))].find(isRealTime);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/**
 * Asks a printer how it is. Gives undefined when it is ready, else the cause; no_status when it does not answer.
 * Throws LineError.
 */
export async function askStatus(line: Line, timeoutMs: number): Promise<PrintCause | undefined> {
  const printer = await ask(line, 1, timeoutMs);
  if (printer === undefined) return 'no_status';
  const paper = await ask(line, 4, timeoutMs);
  if (paper !== undefined && paper & 0x60) return 'paper_out';
  if (!(printer & 0x08)) return undefined;
  const offline = await ask(line, 2, timeoutMs);
  return (offline === undefined ? undefined : offlineCause(offline)) ?? 'offline';
}

export { realTime };

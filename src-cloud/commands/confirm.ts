import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { AppError } from '#shared/errors.ts';

/** Asks at the terminal for a text that has to be typed as it is; false when it is not, or when nobody is there to ask. */
export async function typedToConfirm(question: string, wanted: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(lines, 'close').then(() => ''),
  ]);
  lines.close();
  return line.trim() === wanted;
}

/** Runs a command's work; what stands in its way is said in the words everybody else gets. Gives the exit code. */
export async function sayingRefusals(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

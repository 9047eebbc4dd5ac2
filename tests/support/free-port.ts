import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runFolder } from './run-folder.ts';

/** Below the ports that systems give out by themselves (Linux: from 32,768): nobody is given one of these meanwhile. */
const [lowest, highest] = [20_000, 32_000];

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Whether no other test of this run, in whatever process, was given the port: theirs may be between two listeners. */
function take(port: number): boolean {
  const run = runFolder();
  if (run === undefined) return true;
  const taken = join(run, 'ports');
  mkdirSync(taken, { recursive: true });
  try {
    writeFileSync(join(taken, String(port)), '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * A TCP port of this computer for a program that a test starts in a moment, and for what listens there again after it was
 * away. `beside`: how many ports after it are the test's too.
 */
export async function freePort(beside = 0): Promise<number> {
  for (;;) {
    const first = randomInt(lowest, highest + 1);
    const ports = Array.from({ length: beside + 1 }, (_, n) => first + n);
    const free = await Promise.all(ports.map(canListen));
    if (free.every(Boolean) && ports.every(take)) return first;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readlinkSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { tempFolder } from './temp-folder.ts';

/** A serial port without hardware: `path` is one end (a pseudo-terminal), `far` the other. Needs socat. */
export interface Pty {
  readonly path: string;
  readonly far: Duplex;
  /** The next `length` bytes that arrive at the far end. */
  receive(length: number): Promise<Buffer>;
  close(): Promise<void>;
}

async function appears(folder: string, name: string): Promise<void> {
  const stop = new AbortController();
  const changes = watch(folder, { signal: stop.signal })[Symbol.asyncIterator]();
  // Watching begins with the first question: what comes between a look and the question would not be heard of.
  let next = changes.next();
  while (!existsSync(join(folder, name))) {
    await next;
    next = changes.next();
  }
  stop.abort();
  await next.catch(() => {});
}

/** Opens a pair. Rejects with what to install when socat is missing. */
export async function openPty(): Promise<Pty> {
  const folder = tempFolder();
  const link = join(folder.path, 'tty');
  const child = spawn('socat', [`PTY,link=${link},rawer,b115200`, 'STDIO'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', () => reject(new Error('install socat (Debian: apt-get install socat)')));
  });
  await appears(folder.path, 'tty');
  const far = Duplex.from({ readable: child.stdout, writable: child.stdin });
  far.on('error', () => {});
  return {
    path: readlinkSync(link),
    far,
    receive(length) {
      return new Promise((resolve) => {
        let all = Buffer.alloc(0);
        const onData = (bytes: Buffer) => {
          all = Buffer.concat([all, bytes]);
          if (all.length < length) return;
          far.off('data', onData);
          resolve(all);
        };
        far.on('data', onData);
      });
    },
    async close() {
      far.destroy();
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      folder.remove();
    },
  };
}

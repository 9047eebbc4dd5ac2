import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A screen that nobody sees, for programs that open real windows. */
export interface Display {
  /** What DISPLAY has to say. */
  readonly name: string;
  close(): Promise<void>;
}

/** Opens one (Xvfb). Rejects with what to install when it is missing. */
export async function openDisplay(): Promise<Display> {
  const options = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const complaint = text(child.stderr as Readable);
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', () => reject(new Error('install Xvfb (Debian: apt-get install xvfb)')));
    child.once('exit', () => void complaint.then((said) => reject(new Error(`Xvfb ended: ${said}`))));
    let said = '';
    (child.stdio[3] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (said.includes('\n')) resolve(said.trim());
    });
  });
  return {
    name: `:${number}`,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

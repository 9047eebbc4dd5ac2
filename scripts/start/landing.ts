import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { SupervisedChild } from '#main/desktop/supervisor.ts';

/** Calls back with each line of a child's output. */
export function onLines(output: Readable | null, listener: (line: string) => void): void {
  if (output) createInterface({ input: output }).on('line', listener);
}

/** How Node runs a landing: what lives shortly takes 12 MB, not 48; the shop's computer has other programs too. */
export const landingNodeFlags = ['--max-semi-space-size=4'] as const;

/**
 * Runs the landing as a Node child, for the supervisor; its stderr also goes to the terminal as it comes. By the closing
 * of the IPC channel the landing learns that whoever started it is gone.
 */
export function forkLanding(script: string, args: readonly string[]): SupervisedChild {
  const child = spawn(process.execPath, [...landingNodeFlags, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stderr?.pipe(process.stderr, { end: false });
  return {
    onLine: (listener) => onLines(child.stdout, listener),
    onErrorLine: (listener) => void onLines(child.stderr, listener),
    onExit: (listener) => void child.once('close', (code) => listener(code ?? 1)),
    onMessage: (listener) => void child.on('message', listener),
    send: (message) => void (child.connected && child.send(message, () => undefined)),
    kill: () => void child.kill('SIGKILL'),
  };
}

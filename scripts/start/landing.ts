import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { SupervisedChild } from '#main/desktop/supervisor.ts';

/** Calls back with each line of the child's stdout. */
export function onLines(child: ChildProcess, listener: (line: string) => void): void {
  if (child.stdout) createInterface({ input: child.stdout }).on('line', listener);
}

/** Runs the landing as a Node child, for the supervisor; its stderr also goes to the terminal as it comes. */
export function forkLanding(script: string, args: readonly string[]): SupervisedChild {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.pipe(process.stderr, { end: false });
  return {
    onLine: (listener) => onLines(child, listener),
    onErrorLine: (listener) => void createInterface({ input: child.stderr }).on('line', listener),
    onExit: (listener) => void child.once('close', (code) => listener(code ?? 1)),
    askToStop: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** One command of a longer run. */
export interface Step {
  readonly name: string;
  /** A tool of node_modules/.bin and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a step with its output shown; gives true when it ended well. */
export async function runStep(step: Step): Promise<boolean> {
  process.stdout.write(`\n▸ ${step.name}\n`);
  const started = Date.now();
  const [tool, ...args] = step.command;
  const path = `${join(root, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH'] ?? ''}`;
  const child = spawn(tool, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, PATH: path, ...step.env },
  });
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (value) => resolve(value ?? 1));
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    code === 0 ? `  ${step.name}: done in ${seconds} s\n` : `  ${step.name}: FAILED (${code}) after ${seconds} s\n`,
  );
  return code === 0;
}

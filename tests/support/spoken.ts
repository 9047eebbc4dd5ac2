import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Starts a script of ours without a terminal, as a person or a system would; gives what it says as it comes. */
export function startScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
    });
  }
  return {
    child,
    said,
    /** Its exit code, once it has ended and all it said is here. */
    exit: once(child, 'close').then(([code]) => code as number | null),
    /** Resolves once it has said something; fails with all it said instead. */
    says: (text: string) =>
      vi.waitFor(() => expect(said.out, said.err).toContain(text), { timeout: 60_000, interval: 50 }),
  };
}

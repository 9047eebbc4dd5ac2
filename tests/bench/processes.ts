import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A measured program in a process of its own, and the JSON line it printed when it was ready. */
export interface BenchProcess<Ready> {
  readonly ready: Ready;
  readonly pid: number;
  /** Asks the program a question over IPC and waits for its answer. */
  ask<T>(question: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a TypeScript file of this folder under this Node and waits for its first line. */
export async function startProcess<Ready>(file: string, args: readonly string[] = []): Promise<BenchProcess<Ready>> {
  const child: ChildProcess = spawn(
    process.execPath,
    [...(process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? []), join(import.meta.dirname, file), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  if (!child.stdout || child.pid === undefined) throw new Error(`cannot start ${file}`);
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${file} ended with ${code}`))),
  ])) as [string];
  return {
    ready: JSON.parse(line) as Ready,
    pid: child.pid,
    async ask<T>(question: unknown) {
      const answered = once(child, 'message');
      child.send(question as object);
      const [answer] = await answered;
      return answer as T;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

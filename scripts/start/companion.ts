import { type ChildProcess, spawn } from 'node:child_process';
import { refusedExitCode } from '#shared/desktop/contract.ts';
import { onLines } from './landing.ts';

/** All times in ms. */
const supervision = {
  firstStartMs: 30_000,
  stopMs: 15_000,
  firstBackOffMs: 500,
  lastBackOffMs: 8_000,
  attempts: 5,
} as const;
const lastWords = 6;

/** A program beside the demo's landing. Its absence is never in the way of the landing. */
export interface Companion<Ready> {
  /** What it said once it was there; undefined when it cannot be, which was said then. Not waited for without end. */
  ready(): Promise<Ready | undefined>;
  /** What is known of it now. */
  current(): Ready | undefined;
  stop(): Promise<void>;
}

interface CompanionProgram<Ready> {
  /** Script and arguments, for this Node. The script must end by itself when its parent is gone. */
  readonly args: readonly string[];
  /** What a line of its output says when it is the one that it prints once it is ready. */
  readonly parse: (line: string) => Ready | undefined;
  /** Called each time it is there, after a crash again. */
  readonly onReady?: (ready: Ready) => void;
  /** Called when it cannot be, with why. */
  readonly onAbsent: (reason: string) => void;
}

/** Starts a program and starts it again when it crashes, a few times. It ends with this program, however that ends. */
export function startCompanion<Ready>(program: CompanionProgram<Ready>): Companion<Ready> {
  const first = Promise.withResolvers<Ready | undefined>();
  let current: Ready | undefined;
  let child: ChildProcess | undefined;
  let attempt = 0;
  let again: NodeJS.Timeout | undefined;
  let stopping: PromiseWithResolvers<void> | undefined;

  function giveUp(reason: string): void {
    current = undefined;
    first.resolve(undefined);
    program.onAbsent(reason);
  }

  function run(): void {
    const words: string[] = [];
    const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...env } = process.env;
    const running = spawn(process.execPath, program.args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    child = running;
    onLines(running.stdout, (line) => {
      const ready = program.parse(line);
      if (!ready) return;
      attempt = 0;
      current = ready;
      first.resolve(ready);
      program.onReady?.(ready);
    });
    onLines(running.stderr, (line) => {
      // What is no log line is said to a person.
      if (!line.startsWith('{')) words.push(line);
      if (words.length > lastWords) words.shift();
    });
    running.once('close', (code) => {
      child = undefined;
      if (stopping) stopping.resolve();
      else if (code === refusedExitCode) giveUp(words.join('\n'));
      else if (attempt >= supervision.attempts) giveUp(words.at(-1) ?? String(code));
      else {
        current = undefined;
        again = setTimeout(run, Math.min(supervision.firstBackOffMs * 2 ** attempt, supervision.lastBackOffMs));
        attempt += 1;
      }
    });
  }

  run();
  return {
    async ready() {
      const late = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => late.resolve(undefined), supervision.firstStartMs);
      const ready = await Promise.race([first.promise, late.promise]);
      clearTimeout(timer);
      return ready;
    },
    current: () => current,
    async stop() {
      clearTimeout(again);
      first.resolve(undefined);
      if (!child) return;
      stopping = Promise.withResolvers<void>();
      child.kill('SIGTERM');
      const running = child;
      const timer = setTimeout(() => running.kill('SIGKILL'), supervision.stopMs);
      await stopping.promise;
      clearTimeout(timer);
    },
  };
}

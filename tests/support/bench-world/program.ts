import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = join(import.meta.dirname, '..', '..', '..');

interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A file that this program's unencrypted HTTP is written into (wiretap.ts). */
  readonly tape?: string | undefined;
}

function spawnProgram(args: readonly string[], { env = {}, tape }: ProgramOptions): ChildProcess {
  const { DATABASE_URL: _, ...own } = process.env;
  const tap = tape === undefined ? {} : { LANDING_TEST_TAPE: tape };
  const loaded = tape === undefined ? [] : ['--import', join(import.meta.dirname, 'wiretap.ts')];
  return spawn(process.execPath, [...loaded, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...own, ...tap, ...env },
  });
}

/** A program that was started and said in one JSON line that it is ready. All it ever said is kept. */
export class RunningProgram {
  readonly ready: Readonly<Record<string, unknown>>;
  readonly #child: ChildProcess;
  readonly #said: string[];

  private constructor(child: ChildProcess, ready: Readonly<Record<string, unknown>>, said: string[]) {
    this.#child = child;
    this.ready = ready;
    this.#said = said;
  }

  static async start(args: readonly string[], options: ProgramOptions = {}): Promise<RunningProgram> {
    const child = spawnProgram(args, options);
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
    if (!child.stdout) throw new Error('no output');
    // Not at its exit, which may come before its last words.
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`${args[0]} ended with ${code}: ${said.join('')}`);
    });
    ended.catch(() => {});
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
    return new RunningProgram(child, JSON.parse(line) as Record<string, unknown>, said);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Its standard output and error so far. */
  get said(): string {
    return this.#said.join('');
  }

  /** Asks it to end, or ends it like a power cut. Gives its exit code, once all it said is here. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, 'close');
    this.#child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
}

/** Runs a command to its end; gives what it printed. Rejects with all it said when it failed. */
export async function runCommand(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawnProgram(args, { env });
  const said: string[] = [];
  const printed: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said.join('')}${printed.join('')}`);
  return printed.join('');
}

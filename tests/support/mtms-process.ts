import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MtmsDemo } from '#keys/mtms/demo.ts';
import { seedFolder } from './database-seed.ts';

const root = join(import.meta.dirname, '..', '..');
const programs = {
  mtms: join(root, 'src-keys', 'mtms', 'cli.ts'),
  audit: join(root, 'src-keys', 'mtms', 'audit-cli.ts'),
} as const;

/** What the MTMS prints with `--json` when it is ready. */
interface MtmsReadyLine {
  readonly url: string;
  readonly operator: string;
  readonly database: 'postgres' | 'embedded';
  readonly demo: MtmsDemo;
}

const start = (program: keyof typeof programs, args: readonly string[], databaseUrl?: string): ChildProcess => {
  // With both, Node writes a warning between what the command says.
  const { DATABASE_URL: _, FORCE_COLOR: __, ...env } = process.env;
  return spawn(process.execPath, [programs[program], ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
  });
};

/** Runs a command to its end; gives its exit code and all it said. */
export async function runKeyCommand(program: keyof typeof programs, args: readonly string[], databaseUrl?: string) {
  const child = start(program, args, databaseUrl);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/** The real MTMS in a process of its own, on loopback, with its demo. */
export class MtmsProcess {
  readonly ready: MtmsReadyLine;
  readonly #child: ChildProcess;
  readonly #said: readonly string[];

  private constructor(child: ChildProcess, ready: MtmsReadyLine, said: readonly string[]) {
    this.#child = child;
    this.ready = ready;
    this.#said = said;
  }

  static async start(folder: string, args: readonly string[] = [], databaseUrl?: string): Promise<MtmsProcess> {
    if (databaseUrl === undefined) await seedFolder(folder);
    const child = start('mtms', ['--port', '0', '--data', folder, '--demo', '--json', ...args], databaseUrl);
    const said: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text));
    // Not at its exit, which may come before its last words.
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`the MTMS ended with ${code}: ${said.join('')}`);
    });
    ended.catch(() => {});
    if (!child.stdout) throw new Error('no output');
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
    return new MtmsProcess(child, JSON.parse(line) as MtmsReadyLine, said);
  }

  /** All it wrote into its log. */
  get log(): string {
    return this.#said.join('');
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const exit = once(this.#child, 'close');
    this.#child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}

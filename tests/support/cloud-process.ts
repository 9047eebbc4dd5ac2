import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programs } from './programs.ts';

/** What the cloud prints with `--json` when it is ready. */
export interface CloudReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly metricsUrl?: string;
  readonly database: 'postgres' | 'embedded';
  readonly jobs: 'pg-boss' | 'in-process';
}

interface CloudProcessOptions {
  readonly args?: readonly string[];
  readonly databaseUrl?: string;
  readonly databaseUrlFile?: string;
  /** Another build of the cloud. */
  readonly program?: string;
  readonly cwd?: string;
}

function run(
  args: readonly string[],
  { databaseUrl, databaseUrlFile, program, cwd }: CloudProcessOptions,
): ChildProcess {
  const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...env } = process.env;
  return spawn(process.execPath, [program ?? programs.cloud, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(databaseUrlFile === undefined ? {} : { DATABASE_URL_FILE: databaseUrlFile }),
    },
    ...(cwd === undefined ? {} : { cwd }),
  });
}

function gather(child: ChildProcess): { readonly text: string } {
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said.text += text;
    });
  }
  return said;
}

/** Runs a command of the cloud's program to its end; gives its exit code and all it said. */
export async function runCloudCommand(
  args: readonly string[],
  options: CloudProcessOptions = {},
): Promise<{ code: number | null; said: string }> {
  const child = run(args, options);
  const said = gather(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said.text };
}

/** The real cloud program in a process of its own, on loopback. */
export class CloudProcess {
  readonly ready: CloudReadyLine;
  readonly #child: ChildProcess;
  readonly #said: { readonly text: string };

  private constructor(child: ChildProcess, ready: CloudReadyLine, said: { readonly text: string }) {
    this.#child = child;
    this.ready = ready;
    this.#said = said;
  }

  /** Starts it and waits for its ready line; rejects with what it said when it refuses to start. */
  static async start(
    options: CloudProcessOptions & {
      readonly port?: number;
      /** Called when it says something for the first time, which may be long before it is ready. */
      readonly onFirstWord?: (said: string) => void;
    } = {},
  ): Promise<CloudProcess> {
    const child = run(['--port', String(options.port ?? 0), '--json', ...(options.args ?? [])], options);
    const said = gather(child);
    child.stderr?.once('data', () => options.onFirstWord?.(said.text));
    // Not at its exit, which may come before its last words.
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`the cloud ended with ${code}: ${said.text}`);
    });
    ended.catch(() => {});
    if (!child.stdout) throw new Error('no output');
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
    return new CloudProcess(child, JSON.parse(line) as CloudReadyLine, said);
  }

  get url(): string {
    return this.ready.url;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** All it said on both outputs. */
  get said(): string {
    return this.#said.text;
  }

  /** Resolves when it said something that fits. */
  async heard(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#said.text)) {
      if (!this.#child.stderr) throw new Error('no output');
      await once(this.#child.stderr, 'data');
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its exit code, once it has ended and all it said is here. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  /** Ends it like a power cut. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended();
  }

  /** Ends it politely; gives its exit code. */
  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.ended();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programs } from './programs.ts';

/** What the landing prints with `--json` when it is ready. */
export interface ReadyLine {
  readonly ready: true;
  readonly consoleUrl: string;
  readonly guest: readonly { readonly table: string; readonly url: string }[];
  readonly accounts: readonly {
    readonly enterpriseId: string;
    readonly username: string;
    readonly password: string;
    readonly role: string;
  }[];
}

/** The real landing program in a process of its own, on loopback. */
export class LandingProcess {
  readonly ready: ReadyLine;
  readonly #child: ChildProcess;
  readonly #errors: string[];

  private constructor(child: ChildProcess, ready: ReadyLine, errors: string[]) {
    this.#child = child;
    this.ready = ready;
    this.#errors = errors;
  }

  /** Starts it and waits for its ready line; rejects with what it said when it refuses to start. */
  static async start(
    folder: string,
    options: {
      port?: number;
      args?: readonly string[];
      /** Whether it loads the sample where there is nothing; by default it does. */
      demo?: boolean;
      nodeArgs?: readonly string[];
      /** Another build of the landing. */
      program?: string;
      cwd?: string;
      env?: NodeJS.ProcessEnv;
    } = {},
  ) {
    const program = options.program ?? programs.landing;
    const args = ['--data', folder, '--port', String(options.port ?? 0), '--host', '127.0.0.1', '--json'];
    if (options.demo ?? true) args.push('--demo');
    const nodeArgs = [...(options.nodeArgs ?? []), program];
    const child = spawn(process.execPath, [...nodeArgs, ...args, ...(options.args ?? [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    // Not at its exit, which may come before its last words.
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`the landing ended with ${code}: ${errors.join('')}`);
    });
    ended.catch(() => {});
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
    return new LandingProcess(child, JSON.parse(line) as ReadyLine, errors);
  }

  /** What it wrote to its standard error. */
  get errors(): string {
    return this.#errors.join('');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends it like a power cut. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** Ends it politely; gives its exit code, once all it wrote is here. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    return code;
  }
}

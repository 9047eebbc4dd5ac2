import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

type Event = Readonly<Record<string, unknown>> & { readonly event: string };

/** The POS simulator as a process of its own. */
export class PosProcess {
  readonly #child: ChildProcess;
  readonly #events: Event[] = [];
  readonly #errors: string[] = [];
  #seen = () => {};
  #ended = false;

  constructor(args: readonly string[]) {
    const program = join(import.meta.dirname, '../../src-keys/pos/cli.ts');
    this.#child = spawn(process.execPath, [program, '--json', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#errors.push(text));
    // Not at its exit, which may come before its last words.
    this.#child.once('close', () => {
      this.#ended = true;
      this.#seen();
    });
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.#events.push(JSON.parse(line) as Event);
        this.#seen();
      });
    }
  }

  /** The next event of a kind that was not taken yet. Rejects with what it said when it ended before. */
  async next(kind: string): Promise<Event> {
    for (;;) {
      const at = this.#events.findIndex(({ event }) => event === kind);
      const [found] = at < 0 ? [] : this.#events.splice(0, at + 1).slice(-1);
      if (found) return found;
      if (this.#ended) throw new Error(`it ended with ${this.#child.exitCode}: ${this.#errors.join('')}`);
      await new Promise<void>((resolve) => {
        this.#seen = resolve;
      });
    }
  }

  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Pulls the plug as a power cut does, or lets it end by itself. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}

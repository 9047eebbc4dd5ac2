import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const everyMs = 10;

/** Asks an address again and again, and keeps how long the answers took (ms). */
export class Pulse {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #ended = new AbortController();
  readonly #beating: Promise<void>;
  #samples: number[] = [];

  constructor(url: string) {
    this.#url = url;
    this.#beating = this.#beat();
  }

  /** What was measured since it was last asked. */
  take(): number[] {
    const samples = this.#samples;
    this.#samples = [];
    return samples;
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#beating;
    this.#agent.destroy();
  }

  async #beat(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const began = performance.now();
      await new Promise<void>((resolve, reject) => {
        get(this.#url, { agent: this.#agent }, (answer) => answer.resume().once('end', resolve)).once('error', reject);
      });
      this.#samples.push(performance.now() - began);
      await wait(everyMs);
    }
  }
}

import type { Logger } from 'pino';
import type { Board } from '#shared/relay/board.ts';
import { type RelayAnswer, type RelayFrame, relayCallSchema } from '#shared/relay/requests.ts';
import { createSseParser } from '#shared/sse.ts';
import type { CloudAccess } from './access.ts';

export interface RelayTiming {
  /** The pauses between attempts: drawn from 0 up to a bound that doubles from the first to the longest. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** The cloud sends something every 15 s; after this long without a byte the connection is dead. */
  readonly silenceMs: number;
  /** A request of ours that was not answered by then has failed. */
  readonly answerMs: number;
}

export const defaultRelayTiming: RelayTiming = {
  firstRetryMs: 1_000,
  longestRetryMs: 60_000,
  silenceMs: 40_000,
  answerMs: 15_000,
};

/** A refusal of the cloud: its stable code, and how long it asks to wait. */
class CloudRefusal extends Error {
  readonly code: string;
  readonly retryAfterMs: number;

  constructor(code: string, retryAfterMs: number) {
    super(`the cloud refused: ${code}`);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * How the connection stands: `problem` is the code of the cloud's refusal, or `network`. Connected with a problem, it
 * carries staff's commands and no orders of guests.
 */
export interface ConnectionState {
  readonly connected: boolean;
  readonly since: number | null;
  readonly problem: string | null;
}

export interface ConnectionOptions {
  readonly access: CloudAccess;
  readonly timing: RelayTiming;
  /** What is put up for phones; undefined where another landing does that. */
  readonly board: () => Board | undefined;
  readonly answer: (request: unknown) => Promise<RelayAnswer>;
  /** The connection is gone; what went over it begins anew with the next. */
  readonly onLost: () => void;
  readonly onState: (state: ConnectionState) => void;
  readonly now: () => number;
  readonly log: Logger;
  readonly random?: () => number;
}

/**
 * The landing's standing connection to its cloud: it asks, so no door has to be opened in the shop's router. Requests come
 * as server-sent events, answers go back as posts; a broken connection is opened again with jitter.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #end = new AbortController();
  /** The connection at this moment. */
  #current = new AbortController();
  #shown = '';
  /** Why the board was not taken. */
  #problem: string | null = null;
  #endPause = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
    void this.#run();
  }

  /** Tries at once: the computer woke up, or its network changed. */
  wake(): void {
    this.#endPause();
  }

  close(): void {
    this.#end.abort();
    this.#current.abort();
    this.#endPause();
  }

  /** Puts the board up anew where it is not what the cloud has. */
  async showBoard(): Promise<void> {
    const board = JSON.stringify(this.#options.board() ?? null);
    if (board === this.#shown) return;
    const over = this.#current;
    try {
      if (board !== 'null') await this.#send('PUT', '/board', board);
      this.#shown = board;
      this.#problem = null;
    } catch (error) {
      // Guests' orders may be switched off for this enterprise; what else goes over the connection goes on.
      if (error instanceof CloudRefusal && error.code === 'subsystem_off') this.#problem = error.code;
      else this.#drop(over, error);
    }
  }

  /** Sends live events; rejects when they did not arrive, and the connection is given up. */
  async sendFrames(frames: RelayFrame[]): Promise<void> {
    const over = this.#current;
    try {
      await this.#send('POST', '/events', JSON.stringify({ frames }));
    } catch (error) {
      this.#drop(over, error);
      throw error;
    }
  }

  async #run(): Promise<void> {
    const { timing, random = Math.random } = this.#options;
    let attempt = 0;
    while (!this.#end.signal.aborted) {
      this.#current = new AbortController();
      let problem: unknown;
      try {
        await this.#connect(() => {
          attempt = 0;
        });
      } catch (error) {
        problem = error;
      }
      this.#current.abort();
      this.#shown = '';
      this.#options.onLost();
      if (this.#end.signal.aborted) return;
      const code = problem instanceof CloudRefusal ? problem.code : 'network';
      this.#options.onState({ connected: false, since: null, problem: code });
      const bound = Math.min(timing.longestRetryMs, timing.firstRetryMs * 2 ** Math.min(attempt, 16));
      const asked = problem instanceof CloudRefusal ? problem.retryAfterMs : 0;
      attempt += 1;
      await this.#pause(Math.max(asked, bound * random()));
    }
  }

  async #connect(onReady: () => void): Promise<void> {
    const { timing, now } = this.#options;
    const { signal } = this.#current;
    await this.showBoard();
    if (signal.aborted) throw signal.reason;
    const abort = () => this.#current.abort();
    let silence = setTimeout(abort, timing.silenceMs);
    try {
      const response = await fetch(this.#url('/requests'), {
        headers: { ...this.#headers(), accept: 'text/event-stream' },
        redirect: 'error',
        signal,
      });
      if (!response.ok || !response.body) throw await refusalOf(response);
      const parse = createSseParser(({ type, data }) => {
        if (type === 'ready') {
          onReady();
          this.#options.onState({ connected: true, since: now(), problem: this.#problem });
        } else if (type === 'request') void this.#take(data, signal);
      });
      const decoder = new TextDecoder();
      for await (const chunk of response.body) {
        clearTimeout(silence);
        silence = setTimeout(abort, timing.silenceMs);
        parse(decoder.decode(chunk, { stream: true }));
      }
    } finally {
      clearTimeout(silence);
    }
  }

  async #take(data: string, signal: AbortSignal): Promise<void> {
    let id: string;
    let request: unknown;
    try {
      ({ id, request } = relayCallSchema.parse(JSON.parse(data)));
    } catch {
      return;
    }
    const answer = await this.#options.answer(request);
    // An answer that gets lost is asked for again: everything that changes something is known by its key.
    if (!signal.aborted)
      await this.#send('POST', `/answers/${encodeURIComponent(id)}`, JSON.stringify({ answer })).catch((err: unknown) =>
        this.#options.log.debug({ err }, 'an answer did not reach the cloud'),
      );
  }

  async #send(method: 'PUT' | 'POST', path: string, body: string): Promise<void> {
    const signal = AbortSignal.any([this.#current.signal, AbortSignal.timeout(this.#options.timing.answerMs)]);
    const response = await fetch(this.#url(path), {
      method,
      headers: { ...this.#headers(), 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal,
    });
    if (!response.ok) throw await refusalOf(response);
    await response.arrayBuffer();
  }

  /** Gives a connection up; the one that stands by now may be another, which has nothing to do with it. */
  #drop(connection: AbortController, error: unknown): void {
    this.#options.log.debug({ err: error }, 'the connection to the cloud is given up');
    connection.abort(error);
  }

  #url(path: string): string {
    return `${this.#options.access.address.replace(/\/+$/, '')}/api/v1/relay${path}`;
  }

  #headers() {
    return { authorization: `Bearer ${this.#options.access.credential}` };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#end.signal.aborted) this.#endPause();
    });
  }
}

async function refusalOf(response: Response): Promise<CloudRefusal> {
  const body: unknown = await response.json().catch(() => null);
  const code = (body as { code?: unknown } | null)?.code;
  const seconds = Number(response.headers.get('retry-after'));
  return new CloudRefusal(
    typeof code === 'string' ? code.slice(0, 60) : 'network',
    Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 600) * 1_000 : 0,
  );
}

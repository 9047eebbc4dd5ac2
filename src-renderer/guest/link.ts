import { createSseParser, type StreamEvent } from '#shared/sse.ts';
import { ApiError, asApiError } from './api.ts';

/** `live`: events arrive. `polling`: asked every few seconds. `offline`: no answer. */
export type LinkState = 'connecting' | 'live' | 'polling' | 'offline';

/** What keeps the page and the landing together; everything outside is handed in, so that a test can be the landing. */
export interface LinkOptions {
  readonly openStream: (lastEventId: string | null, signal: AbortSignal) => Promise<Response>;
  /** Asks for the table's state once and takes it in. */
  readonly poll: () => Promise<void>;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState: (state: LinkState) => void;
  /** The landing answered that this visit is over (`tab_closed`) or unknown (`session_invalid`); the link has stopped. */
  readonly onRefused: (error: ApiError) => void;
  readonly random?: () => number;
}

export interface Link {
  /** Tries at once: Wi-Fi is back, or the page is looked at again. */
  wake(): void;
  stop(): void;
}

/** The landing sends a comment every 15 s; after this long without a byte the stream is dead. */
export const silenceLimit = 40_000;
/** The landing writes as soon as it is connected; without that something in between holds the stream back. */
const firstByteLimit = 8_000;
const pollInterval = 4_000;
const longestPause = 15_000;

const isRefusal = (error: ApiError) => error.code === 'tab_closed' || error.code === 'session_invalid';

/** Back-off before the n-th new attempt (0-based): 0.5 s doubling to 15 s, each drawn from its upper half. */
export function pauseBefore(attempt: number, random: () => number): number {
  return Math.min(longestPause, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + random() / 2);
}

/**
 * Keeps the event stream open for as long as the visit lasts: reconnects with jittered back-off, resumes from the
 * last event, and asks every four seconds meanwhile, so a network that cuts streams still shows the order's state.
 */
export function startLink(options: LinkOptions): Link {
  const random = options.random ?? Math.random;
  let stopped = false;
  let state: LinkState = 'connecting';
  let lastEventId: string | null = null;
  let lastHeard = 0;
  let attempt = 0;
  let woken = false;
  let cutStream = () => {};
  let endPause = () => {};

  function report(next: LinkState): void {
    if (stopped || next === state) return;
    state = next;
    options.onState(next);
  }

  function refuse(error: ApiError): void {
    if (stopped) return;
    stopped = true;
    options.onRefused(error);
  }

  async function readStream(): Promise<void> {
    const abort = new AbortController();
    cutStream = () => abort.abort();
    let watchdog = setTimeout(() => abort.abort(), firstByteLimit);
    try {
      const response = await options.openStream(lastEventId, abort.signal);
      if (!response.body) throw new ApiError(0);
      const reader = response.body.getReader();
      abort.signal.addEventListener('abort', () => void reader.cancel().catch(() => {}), { once: true });
      const decoder = new TextDecoder();
      const parse = createSseParser((event) => {
        if (stopped || abort.signal.aborted) return;
        if (event.id) lastEventId = event.id;
        options.onEvent(event);
      });
      for (;;) {
        const { done, value } = await reader.read();
        if (done || stopped || abort.signal.aborted) return;
        lastHeard = Date.now();
        attempt = 0;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => abort.abort(), silenceLimit);
        // Nothing follows a reconnection that missed nothing: bytes alone prove the stream.
        report('live');
        parse(decoder.decode(value, { stream: true }));
      }
    } catch (error) {
      const problem = asApiError(error);
      if (isRefusal(problem)) refuse(problem);
    } finally {
      clearTimeout(watchdog);
      abort.abort();
    }
  }

  async function pollOnce(): Promise<void> {
    try {
      await options.poll();
      report('polling');
    } catch (error) {
      const problem = asApiError(error);
      if (isRefusal(problem)) refuse(problem);
      else if (problem.status === 0) report('offline');
    }
  }

  const pause = (duration: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, duration);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    while (!stopped) {
      await readStream();
      if (stopped) return;
      let wait = pauseBefore(attempt, random);
      attempt += 1;
      await pollOnce();
      while (!stopped && !woken && wait > 0) {
        const step = Math.min(wait, pollInterval);
        await pause(step);
        wait -= step;
        if (!woken && wait > 0) await pollOnce();
      }
      woken = false;
    }
  }

  void run();
  return {
    wake() {
      if (state === 'live' && Date.now() - lastHeard < 20_000) return;
      attempt = 0;
      woken = true;
      endPause();
      if (state === 'live') cutStream();
    },
    stop() {
      stopped = true;
      cutStream();
      endPause();
    },
  };
}

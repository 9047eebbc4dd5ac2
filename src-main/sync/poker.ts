import { jitteredDelay } from '#shared/backoff.ts';
import type { SyncTime } from './time.ts';
import type { CloudTransport } from './transport.ts';

export interface PokerOptions {
  readonly transport: Pick<CloudTransport, 'poke'>;
  readonly time: SyncTime;
  readonly cursor: () => string | null;
  /** There may be something new, up to a cursor where that was said. */
  readonly onPoke: (cursor?: string) => void;
  /** No more pokes until the stream stands again. */
  readonly onLost: () => void;
}

/** A stream without a sign of life for so long is dead, whatever the network says (ms). */
const silenceLimit = 75_000;
/** A stream that stood for so long was a good one: the next failure counts as the first (ms). */
const goodAfter = 60_000;

/** Keeps the standing connection on which the cloud says that there is something new. */
export class Poker {
  readonly #options: PokerOptions;
  #abort: AbortController | undefined;
  #again: (() => void) | undefined;
  #failures = 0;
  #isOpen = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: PokerOptions) {
    this.#options = options;
  }

  /** Whether pokes arrive; while they do not, somebody has to look now and then. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Keeps a stream open from now on, again and again. */
  start(): void {
    if (this.#abort || this.#again) return;
    this.#listen();
  }

  /** Ends it; resolves when nothing of it is left. */
  stop(): Promise<void> {
    this.#again?.();
    this.#again = undefined;
    this.#abort?.abort();
    this.#abort = undefined;
    this.#isOpen = false;
    return this.#ended;
  }

  #listen(): void {
    const { transport, time, cursor, onPoke, onLost } = this.#options;
    const abort = new AbortController();
    this.#abort = abort;
    this.#again = undefined;
    let calledOff = () => {};
    const watch = () => {
      calledOff();
      calledOff = time.after(silenceLimit, () => abort.abort());
    };
    let isGood = () => {};
    watch();
    this.#ended = transport
      .poke(
        cursor(),
        {
          opened: () => {
            this.#isOpen = true;
            isGood = time.after(goodAfter, () => {
              this.#failures = 0;
            });
          },
          // What was on its way when the stream was called off speaks to nobody any more.
          poke: (at) => {
            if (!abort.signal.aborted) onPoke(at);
          },
          alive: () => {
            if (!abort.signal.aborted) watch();
          },
        },
        abort.signal,
      )
      .catch(() => {})
      .then(() => {
        calledOff();
        isGood();
        if (this.#abort !== abort) return;
        this.#abort = undefined;
        const stood = this.#isOpen;
        this.#isOpen = false;
        this.#failures += 1;
        this.#again = time.after(jitteredDelay(this.#failures, time), () => this.#listen());
        if (stood) onLost();
      });
  }
}

import type { OrderView } from '#shared/ordering/guest-api.ts';
import { type ApiError, asApiError, type OrderRequest } from './api.ts';
import type { Cart } from './cart.ts';

/** A submission that was begun and not answered yet. Stored before the first byte leaves the phone. */
export interface Pending extends OrderRequest {
  readonly cart: Cart;
  readonly startedAt: number;
  /** The cloud keeps it for a landing that is away: asked about again whenever the page is opened. */
  readonly kept?: boolean;
}

type Outcome =
  | { readonly kind: 'received'; readonly order: OrderView }
  | { readonly kind: 'refused'; readonly error: ApiError };

/** Whether an answer leaves open if the order was written, or asks to come again: then the same key is sent again. */
export function isRetryable(error: ApiError): boolean {
  if (error.code === 'storage_full' || error.code === 'storage_unavailable') return false;
  // The cloud's word that nothing was sent, and that it keeps the order.
  if (error.code === 'landing_away') return false;
  if (error.code === 'order_waiting') return true;
  // `network` with a status is a stranger's answer (a captive portal, a proxy), not the landing's word.
  return error.code === 'network' || error.status === 408 || error.status === 429 || error.status >= 500;
}

/** Pause before the n-th repetition (0-based): 1 s doubling to 10 s with jitter, or what the landing asks for. */
export function retryPause(attempt: number, error: ApiError, random: () => number): number {
  const backOff = Math.min(10_000, 1_000 * 2 ** Math.min(attempt, 8)) * (0.75 + random() / 2);
  return Math.max(error.retryAfter, backOff);
}

export interface SubmissionOptions {
  readonly place: (request: OrderRequest, signal: AbortSignal) => Promise<OrderView>;
  /** Called before each pause. */
  readonly onWaiting?: (error: ApiError) => void;
  readonly random?: () => number;
}

export interface Submission {
  /** Settles with the landing's answer; null when the submission was stopped first. */
  readonly done: Promise<Outcome | null>;
  /** Tries at once instead of waiting: the landing answers again. */
  wake(): void;
  stop(): void;
}

/**
 * Sends a pending order until the landing answers, always with the same key and body: what a lost answer may have
 * written is found again, never written twice.
 */
export function submit(pending: Pending, options: SubmissionOptions): Submission {
  const random = options.random ?? Math.random;
  const abort = new AbortController();
  let endPause = () => {};

  async function run(): Promise<Outcome | null> {
    for (let attempt = 0; !abort.signal.aborted; attempt += 1) {
      try {
        const order = await options.place(pending, abort.signal);
        return abort.signal.aborted ? null : { kind: 'received', order };
      } catch (thrown) {
        if (abort.signal.aborted) return null;
        const error = asApiError(thrown);
        if (!isRetryable(error)) return { kind: 'refused', error };
        options.onWaiting?.(error);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, retryPause(attempt, error, random));
          endPause = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
    return null;
  }

  return {
    done: run(),
    wake: () => endPause(),
    stop() {
      abort.abort();
      endPause();
    },
  };
}

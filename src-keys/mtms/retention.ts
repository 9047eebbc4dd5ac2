import { sql } from 'drizzle-orm';
import { rowsOf } from '#server/database/service.ts';
import { recorded } from './act.ts';
import type { MtmsContext } from './context.ts';

const dayMs = 24 * 60 * 60_000;

/**
 * How long what is over is kept, in milliseconds. Nothing here is needed to refuse a replay (docs/bench/mtms.md): a
 * nonce is good only with its own operation's row, and an operation whose key was taken stays known by that key.
 */
export const retention = {
  /** Tickets that ran out or were withdrawn, after they ran out. */
  unusedMs: 30 * dayMs,
  /** Operations whose key was delivered, after that; the sealed key and the record stay for good. */
  deliveredMs: 400 * dayMs,
  /** Links of the benches' records. */
  linksMs: 90 * dayMs,
} as const;

/** Links that are kept of each bench whatever their age: a call brings so many at most (`maxLinks`), and they overlap. */
const linksKept = 2_000;
const lookMs = 60 * 60_000;
/** Rows at once: other work is not kept waiting. */
const atOnce = 500;

/** How many rows were cleared away. */
export interface Cleared {
  readonly operations: number;
  readonly links: number;
}

/** Clears away what is over and nobody needs any more, once an hour. Several processes may do it at once. */
export class Retention {
  readonly #context: MtmsContext;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> | undefined;
  #closed = false;

  constructor(context: MtmsContext) {
    this.#context = context;
  }

  start(): void {
    const look = () => {
      this.#running ??= this.clear()
        .catch((err: unknown) => this.#context.log.warn({ err }, 'old entries could not be cleared away'))
        .finally(() => {
          this.#running = undefined;
        });
    };
    this.#timer = setInterval(look, lookMs);
    this.#timer.unref();
    look();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Clears away what is old enough at a moment (UTC milliseconds); recorded when it was anything. */
  async clear(at = this.#context.now()): Promise<Cleared> {
    const operations = await this.#all(() => this.#operations(at));
    const links = await this.#all(() => this.#links(at));
    const { record, now, log } = this.#context;
    if (operations + links > 0) {
      log.info({ operations, links }, 'cleared away');
      const event = { at: now(), actor: 'mtms', action: 'cleared', details: { operations, links } };
      await recorded(this.#context, (tx) => record.add(tx, event));
    }
    return { operations, links };
  }

  async #all(some: () => Promise<number>): Promise<number> {
    for (let sum = 0; ; ) {
      const cleared = await some();
      sum += cleared;
      if (cleared < atOnce || this.#closed) return sum;
    }
  }

  /** One that holds a key in quarantine or on its way is never over; one of an order stays as long as the order. */
  #operations(now: number): Promise<number> {
    return this.#delete(sql`delete from operation where op_id in (
      select op_id from operation
      where (state in ('OPEN', 'VOID') and expires_at < ${now - retention.unusedMs})
        or (state = 'DELIVERED' and batch_id is null and delivered_at < ${now - retention.deliveredMs})
      limit ${atOnce} for update skip locked) returning 1`);
  }

  /**
   * The oldest first, so that those that are left have no hole. The last ones stay, and with them the way to follow a bench
   * on: the chain's hash at a link covers all before it.
   */
  #links(now: number): Promise<number> {
    return this.#delete(sql`delete from bench_link where (bench_id, seq) in (
      select l.bench_id, l.seq from bench b
      join bench_link l on l.bench_id = b.id and l.seq < b.seq - ${linksKept} and l.at < ${now - retention.linksMs}
      order by l.bench_id, l.seq limit ${atOnce}) returning 1`);
  }

  #delete(query: ReturnType<typeof sql>): Promise<number> {
    return this.#context.driver.transaction(async (tx) => (await rowsOf(tx, query)).length);
  }
}

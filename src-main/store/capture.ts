import type { Stamp } from '#shared/sync/clock.ts';
import type { SqliteConnection } from './database.ts';

/** Gives the stamps of writes, each later than all before. */
export interface Stamper {
  tick(): Stamp;
}

/**
 * What the triggers that capture changes ask of their connection (see `sync/triggers.ts`): whether to capture at all,
 * which piece of work a change belongs to, who does it, and its stamp. The store says whose work runs; sync switches it
 * on, and off while it applies what comes from elsewhere.
 */
export class Capture {
  #stamper: Stamper | undefined;
  #last: Stamp = '';
  #paused = 0;
  #actor = 'system';
  #at: number | undefined;
  #tx: number | undefined;
  #lastTx = 0;

  /** Captures from now on. `lastTx` is the highest number that a piece of work had so far. */
  start(stamper: Stamper, lastTx: number): void {
    this.#stamper = stamper;
    this.#lastTx = Math.max(this.#lastTx, lastTx);
  }

  stop(): void {
    this.#stamper = undefined;
  }

  /** A piece of work begins: what is written from here on belongs to it. `at` is UTC milliseconds. */
  begin(actor: string, at: number): void {
    this.#actor = actor;
    this.#at = at;
    this.#tx = undefined;
  }

  /** Runs something whose writes are not captured. */
  paused<T>(work: () => T): T {
    this.#paused += 1;
    try {
      return work();
    } finally {
      this.#paused -= 1;
    }
  }

  /** Makes the functions known to a connection. Without them nothing can be written where triggers capture. */
  register(connection: SqliteConnection): void {
    connection.function('sync_capturing', () => (this.#stamper !== undefined && this.#paused === 0 ? 1 : 0));
    connection.function('sync_tick', () => {
      if (!this.#stamper) throw new Error('nothing is captured');
      this.#last = this.#stamper.tick();
      return this.#last;
    });
    connection.function('sync_ticked', () => this.#last);
    connection.function('sync_actor', () => this.#actor);
    connection.function('sync_at', () => this.#at ?? Date.now());
    connection.function('sync_tx', () => {
      this.#tx ??= this.#lastTx += 1;
      return this.#tx;
    });
    connection.function('sync_next_tx', () => {
      this.#tx = this.#lastTx += 1;
      return this.#tx;
    });
  }
}

const captures = new WeakMap<SqliteConnection, Capture>();

/** Gives a connection what its triggers ask for; called once for each connection that may write. */
export function registerCapture(connection: SqliteConnection): void {
  const capture = new Capture();
  capture.register(connection);
  captures.set(connection, capture);
}

/** What captures on a connection of `openDatabase`. */
export function captureOf(connection: SqliteConnection): Capture {
  const capture = captures.get(connection);
  if (!capture) throw new Error('this connection was not opened by openDatabase');
  return capture;
}

/** The names of all triggers that capture begin with this. */
export const captureTriggerPrefix = 'sync_capture_';

/** Takes the triggers off, so that tables can be changed; sync puts them on again when it opens. */
export function dropCaptureTriggers(connection: SqliteConnection): void {
  const names = connection
    .prepare<[string], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB ?")
    .pluck()
    .all(`${captureTriggerPrefix}*`);
  for (const name of names) connection.exec(`DROP TRIGGER "${name}"`);
}

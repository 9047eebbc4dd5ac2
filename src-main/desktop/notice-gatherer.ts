import type { LandingState } from '#shared/desktop/contract.ts';
import type { LandingStatus } from '#shared/desktop/landing-channel.ts';

/** What a person is told about: each kind has one place on the screen, so a later notice replaces the earlier one. */
export type NoticeKind = 'orders' | 'calls' | 'printers' | 'landing';

/** One notice: of what kind, and how many wait at this moment. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly count: number;
}

/** A kind is told at most once in this many milliseconds, with the count of that moment. */
const usualEveryMs = 5_000;

/**
 * Makes few notices out of many changes. A kind is told when more of it waits than before, at once or, soon after
 * another, at the end of its pause; it is withdrawn when nothing of it waits any more. What came while a person was
 * looking (`mayShow` false) is not told later.
 *
 * A landing that is started again is silent for a moment: what waited before it ended is not told a second time.
 */
export class NoticeGatherer {
  readonly #options: {
    readonly show: (notice: Notice) => void;
    readonly withdraw: (kind: NoticeKind) => void;
    readonly mayShow: () => boolean;
    readonly everyMs?: number;
  };
  readonly #levels = new Map<NoticeKind, number>();
  readonly #pauses = new Map<NoticeKind, { timer: NodeJS.Timeout; rose: boolean }>();

  constructor(options: {
    show: (notice: Notice) => void;
    withdraw: (kind: NoticeKind) => void;
    mayShow: () => boolean;
    everyMs?: number;
  }) {
    this.#options = options;
  }

  /** How things stand in the shop now; undefined while no landing runs. */
  learn(status: LandingStatus | undefined): void {
    if (!status) return;
    this.#set('orders', status.waitingOrders);
    this.#set('calls', status.calls);
    this.#set('printers', status.printersInTrouble);
  }

  /** What the landing does now. */
  follow(state: LandingState): void {
    // Safe mode is no surprise: whoever wanted it sees it.
    if (state.phase === 'trouble') this.#set('landing', state.reason === 'safe_mode' ? 0 : 1);
    if (state.phase === 'ready') this.#set('landing', 0);
  }

  close(): void {
    for (const { timer } of this.#pauses.values()) clearTimeout(timer);
    this.#pauses.clear();
  }

  #set(kind: NoticeKind, level: number): void {
    const before = this.#levels.get(kind) ?? 0;
    this.#levels.set(kind, level);
    if (level > before) this.#rose(kind);
    if (level === 0 && before > 0) {
      const pause = this.#pauses.get(kind);
      if (pause) pause.rose = false;
      this.#options.withdraw(kind);
    }
  }

  #rose(kind: NoticeKind): void {
    if (!this.#options.mayShow()) return;
    const pause = this.#pauses.get(kind);
    if (pause) pause.rose = true;
    else this.#show(kind);
  }

  #show(kind: NoticeKind): void {
    const pause = {
      rose: false,
      timer: setTimeout(() => {
        this.#pauses.delete(kind);
        if (pause.rose && this.#options.mayShow()) this.#show(kind);
      }, this.#options.everyMs ?? usualEveryMs),
    };
    this.#pauses.set(kind, pause);
    this.#options.show({ kind, count: this.#levels.get(kind) ?? 0 });
  }
}

import type { VirtualTime } from './time.ts';

/** How bad a connection is: shares of 1, and milliseconds. */
export interface Weather {
  /** A request that never arrives, and an answer that does not come back. */
  readonly lostRequest: number;
  readonly lostAnswer: number;
  /** A request that arrives twice. */
  readonly twice: number;
  /** One that takes minutes. */
  readonly stalled: number;
  readonly latency: number;
}

export const goodWeather: Weather = { lostRequest: 0, lostAnswer: 0, twice: 0, stalled: 0, latency: 20 };
export const badWeather: Weather = { lostRequest: 0.12, lostAnswer: 0.15, twice: 0.12, stalled: 0.04, latency: 900 };

const stallMs = 200_000;

/** What somebody on the line gets when it is cut. */
export class LineCut extends Error {}

/**
 * A line between one computer and the server. Requests and answers are delayed, lost, doubled and overtake each other
 * as the seed says; `isCut` is a cable that was pulled: what is on its way back is lost too.
 */
export class Line {
  weather: Weather = goodWeather;
  #isCut = false;
  #isDead = false;
  readonly #time: VirtualTime;
  readonly #random: () => number;
  readonly #lost = new Set<() => void>();
  readonly #left = new Set<() => void>();

  /** `before` is the line of the same cable before whoever was at its end ended. */
  constructor(time: VirtualTime, random: () => number, before?: Line) {
    this.#time = time;
    this.#random = random;
    if (!before) return;
    this.weather = before.weather;
    this.#isCut = before.isCut;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Pulls the cable: everything that is on its way ends with LineCut for who waits for it. */
  cut(): void {
    this.#isCut = true;
    for (const lose of [...this.#lost]) lose();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Whoever was at this end is gone: nothing is told to it any more. What it sent arrives all the same. */
  die(): void {
    this.#isDead = true;
    this.#lost.clear();
    for (const free of this.#left) free();
    this.#left.clear();
  }

  /** Frees what the server keeps for who is at this end, once nobody is; the returned function says that it is free. */
  freeWhenDead(free: () => void): () => void {
    if (this.#isDead) free();
    else this.#left.add(free);
    return () => this.#left.delete(free);
  }

  /** Calls `lost` when the line is cut, until the returned function is called. */
  watch(lost: () => void): () => void {
    this.#lost.add(lost);
    return () => this.#lost.delete(lost);
  }

  /** Says something to who is at this end; it comes a little later, if the line still stands then. */
  whisper(say: () => void): void {
    this.#time.after(this.#delay(), () => {
      if (!this.#isCut && !this.#isDead) say();
    });
  }

  /**
   * Sends a request; `serve` is the server's work on it, which may be done twice or for nobody: then it is an echo. Rejects
   * with LineCut after `patience` ms without an answer, and with the signal's reason.
   */
  send<Answer>(serve: (isEcho: boolean) => Promise<Answer>, patience: number, signal: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      if (this.#isDead) return;
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const planned: (() => void)[] = [];
      let isOver = false;
      const finish = (end: () => void) => {
        if (isOver || this.#isDead) return;
        isOver = true;
        for (const callOff of planned) callOff();
        this.#lost.delete(lose);
        signal.removeEventListener('abort', onAbort);
        end();
      };
      const lose = () => finish(() => reject(new LineCut()));
      const onAbort = () => finish(() => reject(signal.reason));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#lost.add(lose);
      planned.push(this.#time.after(this.#isCut ? this.#delay() : patience, lose));
      if (this.#isCut || this.#chance(this.weather.lostRequest)) return;
      let arrivals = 0;
      const arrive = async () => {
        arrivals += 1;
        const answer = await serve(arrivals > 1 || isOver).then(
          (value) => () => resolve(value),
          (error: unknown) => () => reject(error),
        );
        if (this.#chance(this.weather.lostAnswer)) return;
        planned.push(this.#time.after(this.#delay(), () => finish(answer)));
      };
      // The request travels on whatever becomes of who sent it, so it is not among what `finish` calls off.
      this.#time.after(this.#delay(), arrive);
      if (this.#chance(this.weather.twice)) this.#time.after(this.#delay(), arrive);
    });
  }

  #chance(share: number): boolean {
    return share > 0 && this.#random() < share;
  }

  #delay(): number {
    const { latency, stalled } = this.weather;
    return this.#chance(stalled) ? stallMs * this.#random() : latency * (0.2 + 1.6 * this.#random());
  }
}

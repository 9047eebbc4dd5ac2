/** A standing answer (Server-Sent Events, WHATWG HTML §9.2) that this process holds open; `#server/sse.ts` opens them. */
export interface StandingStream {
  send(frame: Buffer): void;
  end(): void;
}

/** Clients that are sent away come back after this long, spread out, in ms: not all at once to the process that is left. */
const comeBack = { least: 500, most: 5_000 } as const;

/**
 * The standing answers of this process, by what they are for (`poke`, `relay`). When the process ends they are told to
 * reconnect, which leads them to another one, and from then on a new one is ended at once.
 */
export class Streams {
  readonly #open = new Map<string, Set<StandingStream>>();
  readonly #random: () => number;
  #isEnding = false;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Takes a stream in until the returned function is called, which is when its connection closes. */
  add(kind: string, stream: StandingStream): () => void {
    const streams = this.#open.get(kind) ?? new Set();
    this.#open.set(kind, streams);
    streams.add(stream);
    if (this.#isEnding) this.#sendAway(stream);
    return () => void streams.delete(stream);
  }

  /** How many are open now. */
  count(kind: string): number {
    return this.#open.get(kind)?.size ?? 0;
  }

  /** Sends everybody to another process. */
  end(): void {
    this.#isEnding = true;
    for (const streams of this.#open.values()) for (const stream of streams) this.#sendAway(stream);
  }

  #sendAway(stream: StandingStream): void {
    const wait = Math.round(comeBack.least + this.#random() * (comeBack.most - comeBack.least));
    stream.send(Buffer.from(`retry: ${wait}\nevent: reconnect\ndata: {}\n\n`));
    stream.end();
  }
}

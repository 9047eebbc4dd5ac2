/** A hand scanner types faster than anybody: keys that follow each other within this time are of one code. */
export const scanGapMs = 80;
/** An Enter that follows a key this soon belongs to a code, too; a hand takes longer. */
export const scanEndMs = 200;
/** Shorter runs are two fingers at once. */
const shortestScan = 4;

interface Press {
  readonly key: string;
  readonly act: () => void;
}

/**
 * Tells a person's keys from a hand scanner's, which types a code and Enter into whatever page is open: a scanned serial
 * number must neither choose ports nor start or confirm anything. A person's key acts after the gap, a scan is given whole.
 */
export class ScanReader {
  readonly #onScan: (text: string) => void;
  #run: Press[] = [];
  #gap: ReturnType<typeof setTimeout> | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(onScan: (text: string) => void) {
    this.#onScan = onScan;
  }

  /** A key that prints something; `act` is what it does when a person pressed it. */
  character(key: string, act: () => void): void {
    this.#run.push({ key, act });
    this.#lastAt = performance.now();
    clearTimeout(this.#gap);
    this.#gap = setTimeout(() => this.#end(), scanGapMs);
  }

  /** Whether Enter ended a code, or came too close behind other keys to be meant. */
  enter(): boolean {
    if (this.#run.length === 0) return performance.now() - this.#lastAt < scanEndMs;
    const scanned = this.#run.length >= shortestScan;
    const text = this.#run.map(({ key }) => key).join('');
    if (!scanned) this.#end();
    this.stop();
    if (scanned) this.#onScan(text);
    return true;
  }

  stop(): void {
    clearTimeout(this.#gap);
    this.#run = [];
  }

  #end(): void {
    const run = this.#run;
    this.stop();
    if (run.length < shortestScan) for (const { act } of run) act();
  }
}

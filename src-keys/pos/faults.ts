/** What can be wrong with a terminal or its cable. Each is a number: how often it still happens, `slow` in ms. */
export const faultNames = [
  /** The check character of an answer is wrong. */
  'corrupt-lrc',
  /** The length of an answer is wrong. */
  'bad-length',
  /** Noise before an answer, an STX among it. */
  'noise',
  /** An acknowledgement of a frame does not arrive. */
  'lost-ack',
  /** An answer does not arrive. */
  'lost-answer',
  /** An answer arrives twice. */
  'duplicate',
  /** An answer arrives byte by byte. */
  'trickle',
  /** The cable is pulled in the middle of an answer. */
  'unplug',
  /** ENQ is not heard. */
  'deaf',
  /** An answer is this many milliseconds late. */
  'slow',
] as const;
export type FaultName = (typeof faultNames)[number];

const isFault = (name: string): name is FaultName => (faultNames as readonly string[]).includes(name);

/** Faults that are due. */
export class Faults {
  readonly #due = new Map<FaultName, number>();

  /** Reads `name` or `name=number` (once without a number). Throws RangeError for anything else. */
  add(text: string): void {
    const [name = '', number = '1'] = text.split('=');
    const times = Number(number);
    if (!isFault(name) || !Number.isInteger(times) || times < 0) {
      throw new RangeError(`no such fault: ${text}. Faults: ${faultNames.join(', ')}, each with =NUMBER`);
    }
    this.#due.set(name, times);
  }

  /** True when it happens now, and counts it. */
  strikes(name: Exclude<FaultName, 'slow'>): boolean {
    const times = this.#due.get(name) ?? 0;
    if (times > 0) this.#due.set(name, times - 1);
    return times > 0;
  }

  /** How late the next answer is, ms. */
  get slowMs(): number {
    return this.#due.get('slow') ?? 0;
  }
}

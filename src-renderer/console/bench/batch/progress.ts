import type { BatchProgress } from '#shared/bench/collection.ts';

type Terminal = BatchProgress['terminals'][number];

/** A terminal of an order in four words: what a person needs to see at once. */
export type BatchStanding = 'trouble' | 'waiting' | 'working' | 'done';

/** How one terminal of the order stands. */
export function batchStanding({ state }: Pick<Terminal, 'state'>): BatchStanding {
  switch (state) {
    case 'ACCEPTED':
    case 'DELIVERED':
      return 'done';
    case 'QUARANTINED':
    case 'REFUSED':
      return 'trouble';
    case 'OPEN':
    case 'CAPTURED':
    case 'QUEUED':
      return 'working';
    default:
      return 'waiting';
  }
}

/** How many terminals of the order stand how, and how many tickets are at hand for those that wait. */
export function batchCounts({ terminals }: BatchProgress) {
  const counts = { trouble: 0, waiting: 0, working: 0, done: 0, ahead: 0 };
  for (const terminal of terminals) {
    const standing = batchStanding(terminal);
    counts[standing] += 1;
    if (terminal.ahead && standing === 'waiting') counts.ahead += 1;
  }
  return { ...counts, all: terminals.length };
}

const order: Readonly<Record<BatchStanding, number>> = { trouble: 0, working: 1, waiting: 2, done: 3 };

/** The terminals of the order: what is in trouble first, what is done last. */
export const batchList = ({ terminals }: BatchProgress): readonly Terminal[] =>
  terminals.toSorted(
    (a, b) => order[batchStanding(a)] - order[batchStanding(b)] || a.serial.localeCompare(b.serial, 'en'),
  );

/** Ready terminals of the order that nothing was done for yet. */
export function waitsInBatch(batch: BatchProgress | null, serial: string): boolean {
  const found = batch?.terminals.find((terminal) => terminal.serial === serial);
  return found !== undefined && batchStanding(found) === 'waiting';
}

/**
 * The first look at the feed comes within these milliseconds of the start, so that all the shops that open at the same
 * minute do not ask at once.
 */
const firstMs = { least: 30_000, most: 5 * 60_000 };
const everyMs = 6 * 60 * 60 * 1000;
/** Each wait is up to a tenth longer. */
const spread = 0.1;

/** Calls `look` soon after now and every six hours, each a little off the beat. Returns what ends it. */
export function keepLooking(look: () => void, random: () => number = Math.random): () => void {
  let timer: NodeJS.Timeout;
  const wait = (ms: number) => {
    timer = setTimeout(() => {
      wait(everyMs * (1 + spread * random()));
      look();
    }, ms);
  };
  wait(firstMs.least + (firstMs.most - firstMs.least) * random());
  return () => clearTimeout(timer);
}

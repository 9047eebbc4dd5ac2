import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow beyond what is in use before garbage is looked for (%). */
const growing = 20;

let working = 0;

/**
 * Keeps the heap small while `work` goes on. Left alone, V8 lets it grow to several times what is in use, in proportion
 * to the memory the computer has; a shop's other programs need that. The flag is one that V8 reads anew each time.
 */
export async function inSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  working += 1;
  setFlagsFromString(`--heap-growing-percent=${growing}`);
  try {
    return await work();
  } finally {
    working -= 1;
    if (working === 0) setFlagsFromString('--heap-growing-percent=0');
  }
}

const slices = 20;

/**
 * Calls back after so many milliseconds in which the computer was awake; returns what ends the wait. On some systems a
 * plain timer is over the moment a computer wakes up, though nobody had any time yet: here a sleep of any length counts
 * as one twentieth of the wait at most.
 */
export function awakeTimeout(callback: () => void, ms: number): () => void {
  let left = slices;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    callback();
  }, ms / slices);
  return () => clearInterval(timer);
}

/** How soon an orphan notices; a look at the parent's id costs next to nothing. */
const lookEveryMs = 200;

/**
 * Calls back once when the process that started this one is gone. npm runs scripts through a shell, and a shell that is
 * ended by a signal does not pass it on: without this, ending `npm run …` would leave the program running.
 */
export function onOrphaned(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, lookEveryMs);
  timer.unref();
}

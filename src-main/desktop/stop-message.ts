interface ParentPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
}

/** What the desktop posts to the landing's utility process to have it end cleanly. */
export const stopMessage = 'landing:stop';

/**
 * Hands the desktop's wish to stop to this process as the signal it knows: Windows has no SIGTERM, and there
 * Electron's `kill()` ends a process at once. Before the landing has begun to listen, this process just ends.
 */
export function obeyStopMessage(): void {
  const { parentPort } = process as typeof process & { parentPort?: ParentPort };
  parentPort?.on('message', ({ data }) => {
    const heard = data !== stopMessage || process.emit('SIGTERM', 'SIGTERM');
    if (!heard) process.exit(0);
  });
}

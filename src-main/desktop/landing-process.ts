import { stopMessage } from './stop-message.ts';

interface ParentPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
}

/**
 * The landing as a utility process. Windows has no SIGTERM and Electron's `kill()` ends a process there at once, so
 * the wish to stop travels as a message and is handed to the landing as the signal it knows.
 */
const { parentPort } = process as typeof process & { parentPort?: ParentPort };
parentPort?.on('message', ({ data }) => {
  if (data === stopMessage) process.emit('SIGTERM', 'SIGTERM');
});

await import('../cli.ts');

import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#shared/errors.ts';
import type { FromBackupWorker } from './service.ts';
import { type BackupWish, writeBackup } from './write.ts';

/** Copying and checking a database blocks its thread for seconds; phones should not wait for that. */
const tell = (message: FromBackupWorker) => parentPort?.postMessage(message);
const end = new AbortController();
parentPort?.once('message', () => end.abort());

try {
  const wish = workerData as Omit<BackupWish, 'signal' | 'onProgress'>;
  await writeBackup({ ...wish, signal: end.signal, onProgress: (progress) => tell({ progress }) });
  tell({ ended: 'made' });
} catch (error) {
  if (end.signal.aborted) tell({ ended: 'cancelled' });
  else if (error instanceof AppError && typeof error.params !== 'function') {
    tell({ ended: 'refused', code: error.code, params: error.params });
  } else tell({ ended: 'failed', said: (error as Error).stack ?? String(error) });
}
parentPort?.close();

import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#shared/errors.ts';
import type { Task } from '../progress.ts';
import { backupTasks } from './tasks.ts';
import type { FromThread, ThreadData } from './thread.ts';

const tell = (message: FromThread) => parentPort?.postMessage(message);
const end = new AbortController();
parentPort?.once('message', () => end.abort());

try {
  const { name, wish } = workerData as ThreadData;
  const deed = backupTasks[name] as (wish: unknown, task: Task) => Promise<unknown>;
  const result = await deed(wish, { signal: end.signal, onProgress: (progress) => tell({ progress }) });
  tell({ ended: 'done', result });
} catch (error) {
  if (end.signal.aborted) tell({ ended: 'cancelled' });
  else if (error instanceof AppError && typeof error.params !== 'function') {
    tell({ ended: 'refused', code: error.code, params: error.params });
  } else tell({ ended: 'failed', said: (error as Error).stack ?? String(error) });
}
parentPort?.close();

import { parentPort, workerData } from 'node:worker_threads';
import { type Change, openDatabase, storeOn } from '../store/service.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import type { FromThread, ThreadData } from './thread.ts';

const { file, order } = workerData as ThreadData;
const tell = (message: FromThread) => parentPort?.postMessage(message);

const connection = openDatabase(file);
// Everything is read and written once and in order: the memory is better left free.
connection.pragma('cache_size = -8000');
try {
  const store = storeOn(connection, {
    onListenerError: (error) => {
      throw error;
    },
  });
  const journal = new SqliteJournal({ store, connection });
  if (order.deed === 'sums') tell({ done: 'sums', sums: await journal.sums() });
  else {
    const changes: Change[] = [];
    store.feed.subscribe((some) => changes.push(...some));
    await journal.snapshot.finish({ restate: order.restate });
    tell({ done: 'finish', changes });
  }
} catch (error) {
  tell({ failed: (error as Error).stack ?? String(error) });
} finally {
  connection.close();
}
parentPort?.close();

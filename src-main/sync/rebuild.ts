import type { SnapshotChunk } from '#shared/sync/snapshot.ts';
import type { Journal } from './journal.ts';
import { CloudRefusal, type CloudTransport } from './transport.ts';

interface Ends {
  readonly journal: Journal;
  readonly transport: CloudTransport;
}

/**
 * Takes everything from the cloud anew, chunk by chunk. What was fetched is kept in the database, so a cut or a restart
 * goes on where it was; only the end replaces records, in one transaction, and what is pending here stays.
 */
export async function takeSnapshot(
  { journal, transport }: Ends,
  options: { readonly restate: boolean; readonly progress: (done: number, total: number) => void },
  signal: AbortSignal,
): Promise<void> {
  const begun = journal.snapshot.resume();
  let done = begun?.rows ?? 0;
  // One chunk is on its way while the one before is taken in.
  let coming = begun && begun.next === undefined ? undefined : fetchChunk(transport, begun?.next, signal);
  while (coming) {
    signal.throwIfAborted();
    const chunk: SnapshotChunk | undefined = await coming;
    signal.throwIfAborted();
    if (!chunk) {
      // The snapshot that was begun is not to be had any more.
      await journal.snapshot.drop();
      done = 0;
      coming = fetchChunk(transport, undefined, signal);
      continue;
    }
    coming = chunk.next === undefined ? undefined : fetchChunk(transport, chunk.next, signal);
    await journal.snapshot.add(chunk);
    done += chunk.rows.length;
    options.progress(done, Math.max(done, chunk.total));
  }
  await journal.snapshot.finish({ restate: options.restate, signal });
}

/** A chunk; undefined when what was begun cannot be gone on with. */
function fetchChunk(
  transport: CloudTransport,
  after: string | undefined,
  signal: AbortSignal,
): Promise<SnapshotChunk | undefined> {
  const chunk = transport.snapshot(after, signal).catch((error: unknown) => {
    if (after !== undefined && error instanceof CloudRefusal && [400, 410].includes(error.status)) return undefined;
    throw error;
  });
  // It is waited for later, or not at all when taking in the chunk before fails.
  chunk.catch(() => undefined);
  return chunk;
}

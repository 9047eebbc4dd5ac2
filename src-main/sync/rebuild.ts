import type { Journal } from './journal.ts';
import { CloudRefusal, type CloudTransport } from './transport.ts';

/**
 * Takes everything from the cloud anew, chunk by chunk. What was fetched is kept in the database, so a cut or a restart
 * goes on where it was; only the end replaces records, in one transaction, and what is pending here stays.
 */
export async function takeSnapshot(
  { journal, transport }: { readonly journal: Journal; readonly transport: CloudTransport },
  options: { readonly restate: boolean; readonly progress: (done: number, total: number) => void },
  signal: AbortSignal,
): Promise<void> {
  const begun = journal.snapshot.resume();
  let after = begun?.next;
  let done = begun?.rows ?? 0;
  for (let whole = begun !== undefined && after === undefined; !whole; ) {
    signal.throwIfAborted();
    const chunk = await transport.snapshot(after, signal).catch((error: unknown) => {
      if (after !== undefined && error instanceof CloudRefusal && [400, 410].includes(error.status)) return undefined;
      throw error;
    });
    if (!chunk) {
      // The snapshot that was begun is not to be had any more.
      await journal.snapshot.drop();
      after = undefined;
      done = 0;
      continue;
    }
    signal.throwIfAborted();
    await journal.snapshot.add(chunk);
    done += chunk.rows.length;
    options.progress(done, Math.max(done, chunk.total));
    after = chunk.next;
    whole = chunk.next === undefined;
  }
  await journal.snapshot.finish({ restate: options.restate, signal });
}

/** The near side: writes so many documents offline, then replicates them. Prints how long the replication took (ms). */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const PouchDB = require('pouchdb').plugin(require('pouchdb-adapter-memory'));

const [url, count, batch] = process.argv.slice(2);
const local = new PouchDB('offline', { adapter: 'memory' });
for (let from = 0; from < Number(count); from += 1000) {
  const documents = Array.from({ length: Math.min(1000, Number(count) - from) }, (_, index) => ({
    _id: `fact-${String(from + index).padStart(9, '0')}`,
    stream: 'tab',
    streamId: `tab-${Math.floor((from + index) / 10)}`,
    seq: ((from + index) % 10) + 1,
    type: 'order.placed',
    at: 1_790_000_000_000 + from + index,
    actor: 'guest',
    data: { number: from + index, lines: [{ itemId: 'noodles', quantity: 2, price: 1800 }], note: '' },
  }));
  await local.bulkDocs(documents);
}
const remote = new PouchDB(`${url}/enterprise`);
await remote.info();
const begun = performance.now();
const { docs_written: written, ok } = await local.replicate.to(remote, { batch_size: Number(batch), batches_limit: 4 });
const took = performance.now() - begun;
if (!ok || written !== Number(count)) throw new Error(`only ${written} of ${count} arrived`);
process.stdout.write(`${JSON.stringify({ took, written })}\n`);

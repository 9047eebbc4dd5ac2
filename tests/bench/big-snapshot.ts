/** Takes a snapshot of a million rows into a fresh landing; prints how long it took and the most memory it had. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#main/store/service.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import type { SnapshotRow } from '#shared/sync/snapshot.ts';
import { Replica } from '#tests/support/replica.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const chunkRows = 5_000;
const folder = mkdtempSync(join(tmpdir(), 'bench-snapshot-'));
const replica = await Replica.open(folder);
await replica.journal.enable();
const home = newId();
const stamp = formatStamp({ ms: Date.now(), counter: 0, device: home });

function* made(): Generator<SnapshotRow> {
  const common = { stream: 'tab', at: Date.now(), actor: 'x', home };
  for (let n = 0; n < rows / 4; n++) {
    const fields = { name: { en: `Category ${n}` }, course: 0, position: n };
    yield { entity: 'category', id: newId(), fields, stamps: { '*': stamp } };
    const streamId = newId();
    const data = {
      tableId: null,
      service: 'take_away',
      openedBy: 'staff',
      code: '1234',
      guests: null,
      currency: 'CNY',
    };
    const fact = { ...common, streamId };
    yield { id: newId(), fact: { ...fact, seq: 1, type: 'tab.opened', data: { ...data, businessDay: '2026-01-01' } } };
    yield { id: newId(), fact: { ...fact, seq: 2, type: 'guests.changed', data: { guests: 4 } } };
    yield { id: newId(), fact: { ...fact, seq: 3, type: 'tab.closed', data: {} } };
  }
}

const started = performance.now();
let chunk: SnapshotRow[] = [];
let sent = 0;
for (const row of made()) {
  chunk.push(row);
  if (chunk.length < chunkRows) continue;
  sent += chunk.length;
  const more = sent < rows ? { next: String(sent) } : {};
  await replica.journal.snapshot.add({ rows: chunk, sha256: '0'.repeat(64), cursor: 'c', total: rows, ...more });
  chunk = [];
}
const staged = performance.now();
await replica.journal.snapshot.finish({ restate: false });
const finished = performance.now();
const { maxRSS } = process.resourceUsage();
const line = {
  rows: sent,
  stagedMs: Math.round(staged - started),
  finishMs: Math.round(finished - staged),
  maxMegabytes: Math.round(maxRSS / 1024),
  heapMegabytes: Math.round(process.memoryUsage().heapTotal / 2 ** 20),
};
process.stdout.write(`${JSON.stringify(line)}\n`);
const summed = performance.now();
replica.journal.checksums();
process.stdout.write(
  `${JSON.stringify({ checksumsMs: Math.round(performance.now() - summed), maxMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`,
);
await replica.close();
rmSync(folder, { recursive: true, force: true });

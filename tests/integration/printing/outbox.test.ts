import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OrderingService } from '#main/ordering/service.ts';
import { Outbox } from '#main/printing/outbox.ts';
import type { Paper, Papers } from '#main/printing/papers.ts';
import { PrintQueue } from '#main/printing/queue.ts';
import { newId, type OpenStore, openStore } from '#main/store/service.ts';
import type { Printer } from '#shared/printing/entities.ts';
import { printerOn } from '#tests/support/printing.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let folder: ReturnType<typeof tempFolder>;
let opened: OpenStore;
let queue: PrintQueue;

beforeEach(() => {
  folder = tempFolder();
  opened = openStore({
    folder: folder.path,
    onListenerError: (error) => {
      throw error;
    },
  });
  queue = new PrintQueue(opened.store);
});

afterEach(async () => {
  await opened.close();
  folder.remove();
});

const printer: Printer = { ...printerOn(9100), id: 'p1', landing: 'here', position: 0 };
const ticket: Paper = { printer, kind: 'ticket', subject: {}, document: { language: 'en', blocks: [] } };

function outboxOf(ofFact: () => Paper[], onError = () => {}) {
  const log = pino({ level: 'error' }, { write: onError });
  const papers = { wanted: () => true, ofFact } as unknown as Papers;
  const ordering = { tabAt: () => ({}) } as unknown as OrderingService;
  return new Outbox({ store: opened.store, ordering, papers, queue, log, retryMs: 50, onJobs: () => {} });
}

const accept = (streamId: string) =>
  opened.store.write('owner', (tx) => void tx.append({ stream: 'tab', streamId, type: 'order.accepted', data: {} }));

it('facts that print nothing are not looked at again at each start, however many a house has', async () => {
  const first = outboxOf(() => []);
  await first.start();
  for (let count = 0; count < 900; count++) void accept(`tab-${count}`);
  await accept('last');
  await first.pump();
  await first.stop();

  let looked = 0;
  const second = outboxOf(() => {
    looked += 1;
    return [];
  });
  await second.start();
  await second.stop();
  expect(looked).toBeLessThan(300);
});

it('the history of another landing is passed over without being read, also by the next start; an own order behind it prints once', async () => {
  const home = newId();
  const ingest = (count: number) =>
    opened.store.write('sync', (tx) => {
      for (let n = 0; n < count; n += 1) {
        const place = { stream: 'tab', streamId: newId(), seq: 1, at: 1, actor: 'owner', home };
        tx.ingest({ ...place, id: newId(), type: 'order.accepted', data: {} });
      }
    });
  const reading = vi.spyOn(opened.store.events, 'after');
  const read = () => reading.mock.results.reduce((sum, { value }) => sum + (value as unknown[]).length, 0);
  const first = outboxOf(() => [ticket]);
  await first.start();
  for (let batch = 0; batch < 8; batch += 1) await ingest(1_000);
  expect(read()).toBe(0);
  await accept('own');
  await first.pump();
  expect(read()).toBe(1);
  await ingest(6_000);
  await first.stop();
  await ingest(10);

  reading.mockClear();
  const second = outboxOf(() => [ticket]);
  await second.start();
  await second.stop();
  expect(read()).toBe(10);
  expect(queue.list({ limit: 10 })).toHaveLength(1);
});

it('a ticket that the disk did not take is made as soon as it does, without another order', async () => {
  let failed = () => {};
  const failure = new Promise<void>((resolve) => {
    failed = resolve;
  });
  // The order itself was the last thing the disk took.
  opened.store.feed.subscribe((changes) => {
    if (changes.some(({ event }) => event)) opened.connection.pragma('query_only = ON');
  });
  const outbox = outboxOf(() => [ticket], failed);
  await outbox.start();
  await accept('tab');
  await failure;
  const queued = new Promise<void>((resolve) => {
    opened.store.feed.subscribe((changes) => changes.some(({ topic }) => topic === 'printing') && resolve());
  });
  opened.connection.pragma('query_only = OFF');
  await queued;
  expect(queue.list({ limit: 10 })).toMatchObject([{ state: 'queued', kind: 'ticket' }]);
  await outbox.stop();
});

it('what nobody decided about is forgotten after its time too', async () => {
  const id = await opened.store.write('system', (tx) => queue.add(tx, { ...ticket, printerId: 'p1', askedAt: tx.at }));
  await queue.move(id, ['queued'], { state: 'possible_duplicate' });
  await queue.forgetDone(60_000);
  expect(queue.list({ limit: 10 })).toHaveLength(1);
  await queue.forgetDone(-1);
  expect(queue.list({ limit: 10 })).toEqual([]);
});

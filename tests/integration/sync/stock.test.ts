import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StockProjection } from '#main/ordering/stock-projection.ts';
import { type OpenStore, openStore, type StoredEvent } from '#main/store/service.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';

type Step = { kind: 'count' | 'uncount' | 'move'; at: number; amount: number; generation: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('count', 'uncount', 'move', 'move', 'move'),
  at: fc.nat(6),
  amount: fc.integer({ min: -5, max: 5 }),
  generation: fc.nat(2),
});

describe('stock that several landings sell from', () => {
  const folder = tempFolder();
  let opened: OpenStore;
  let stock: StockProjection;

  beforeAll(() => {
    opened = openStore({
      folder: folder.path,
      onListenerError: (error) => {
        throw error;
      },
    });
    opened.connection.pragma('synchronous = OFF');
    stock = new StockProjection(opened.store);
  });
  afterAll(async () => {
    await opened.close();
    folder.remove();
  });

  const left = () => opened.connection.prepare('SELECT item_id AS item, quantity FROM stock').all();

  /** Plays facts in an order; `ids` number them, whatever the order. */
  async function play(steps: readonly Step[], order: readonly number[]): Promise<unknown[]> {
    await opened.store.rebuild();
    await opened.store.write('x', (tx) => {
      for (const index of order) {
        const { kind, at, amount, generation } = steps[index] as Step;
        const placed: Omit<StoredEvent, 'position'> = {
          ...{
            id: `fact-${index}`,
            stream: 'stock',
            streamId: 'i',
            seq: index + 1,
            type: kind,
            at,
            actor: 'x',
            home: 'h',
          },
          data: { itemId: 'i', generation, ...(kind === 'count' && { quantity: Math.abs(amount) }) },
        };
        if (kind === 'move') stock.move({ position: 0, ...placed }, { itemId: 'i', delta: amount });
        else tx.ingest(placed);
      }
    });
    const end = left();
    opened.connection.exec('DELETE FROM event');
    return end;
  }
  it('property: ends the same in whatever order counts and sales arrive', { timeout: timeLimit(60_000) }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 9 }),
        fc.infiniteStream(fc.nat(1000)),
        async (steps, keys) => {
          const order = steps.map((_, index) => index);
          const other = order
            .map((index) => ({ index, key: keys.next().value ?? 0 }))
            .toSorted((a, b) => a.key - b.key);
          expect(
            await play(
              steps,
              other.map(({ index }) => index),
            ),
          ).toEqual(await play(steps, order));
        },
      ),
      runs(120),
    );
  });

  it('a count made knowing another one follows it, whatever the clocks say', async () => {
    const far: Step = { kind: 'count', at: 1000, amount: 50, generation: 0 };
    const near: Step = { kind: 'count', at: 10, amount: 5, generation: 1 };
    const sold: Step = { kind: 'move', at: 11, amount: -2, generation: 0 };
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      expect(await play([far, near, sold], order)).toEqual([{ item: 'i', quantity: 3 }]);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitCell,
  isLegible,
  layOut,
  type Placeable,
  readableHeight,
  tableAt,
} from '#renderer/console/counter/floor/layout.ts';
import { dragged, type Placed, putDown, resized, stepped } from '#renderer/console/tables/plan/changes.ts';
import type { TablePlan } from '#shared/ordering/entities.ts';
import { autoArrange, isOnPlan, overlaps, tableSide } from '#shared/ordering/plan.ts';
import { runs } from '#tests/support/soak.ts';

const window = { width: 900, height: 600 };
const square = (x: number, y: number, width = 4, height = 4): TablePlan => ({ x, y, width, height, shape: 'square' });
const table = (id: string, area: string, plan: TablePlan | null): Placeable => ({ id, area, seats: 4, plan });

function expectSound(placed: Placed): void {
  const all = [...placed.values()];
  for (const [index, plan] of all.entries()) {
    expect(isOnPlan(plan)).toBe(true);
    expect(all.slice(index + 1).some((other) => overlaps(plan, other))).toBe(false);
  }
}

describe('the plan on the counter', () => {
  it('keeps what was drawn, and puts beside it what nobody drew', () => {
    const { places, areas } = layOut(
      [table('a', 'Hall', square(50, 60)), table('b', 'Hall', square(58, 60)), table('c', 'Hall', null)],
      undefined,
      window,
    );
    const [a, b, c] = ['a', 'b', 'c'].map((id) => places.get(id));
    expect(a).toMatchObject({ x: 1, y: 1 });
    expect(b).toMatchObject({ x: 9, y: 1 });
    expect(c && a && b && !overlaps(c, a) && !overlaps(c, b)).toBe(true);
    expect(areas).toHaveLength(1);
  });

  it('shows one area, or all beside each other without a table on another', () => {
    const tables = Array.from({ length: 60 }, (_, n) => table(`t${n}`, `Area ${n % 4}`, null));
    expect(layOut(tables, 'Area 1', window).places.size).toBe(15);
    const all = layOut(tables, undefined, window);
    expect(all.places.size).toBe(60);
    const spots = [...all.places.values()];
    expect(spots.every((spot) => spot.x + spot.width <= all.width && spot.y + spot.height <= all.height)).toBe(true);
    for (const [n, spot] of spots.entries())
      expect(spots.slice(n + 1).some((other) => overlaps(spot, other))).toBe(false);
  });

  it('fits its window while tables stay large enough for a finger', () => {
    const few = layOut([table('a', '', null), table('b', '', null)], undefined, window);
    const cell = fitCell(few, window);
    expect(few.width * cell).toBeLessThanOrEqual(window.width);
    expect(few.height * cell).toBeLessThanOrEqual(window.height);
    expect(isLegible(few, window.width)).toBe(true);
    const many = layOut(
      Array.from({ length: 200 }, (_, n) => table(`t${n}`, '', null)),
      undefined,
      window,
    );
    const smallest = Math.min(...[...many.places.values()].map(({ width, height }) => Math.min(width, height)));
    expect(fitCell(many, window) * smallest).toBeGreaterThanOrEqual(44);
    expect(isLegible(many, window.width)).toBe(false);
    expect(readableHeight(few, window.width)).toBeGreaterThan(0);
  });

  it('finds the table under a finger', () => {
    const layout = layOut([table('a', '', square(0, 0)), table('b', '', square(10, 0))], undefined, window);
    expect(tableAt(layout, 2, 2)).toBe('a');
    expect(tableAt(layout, 12, 2)).toBe('b');
    expect(tableAt(layout, 8, 2)).toBeUndefined();
  });
});

describe('drawing', () => {
  it('never puts a table on another or off the plan, whatever is done', () => {
    const step = fc.record({
      kind: fc.constantFrom('drag', 'step', 'resize', 'put'),
      ids: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }),
      dx: fc.integer({ min: -60, max: 60 }),
      dy: fc.integer({ min: -60, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let placed: Placed = autoArrange(
          Array.from({ length: 10 }, (_, n) => ({ id: String(n), seats: 2 + n })),
          [],
        );
        for (const { kind, ids, dx, dy } of steps) {
          const chosen = new Set(ids.map(String));
          const [first] = ids;
          const [x, y] = [Math.sign(dx), Math.sign(dy)];
          if (kind === 'put') {
            const rest = new Map([...placed].filter(([id]) => id !== String(first)));
            const plan = putDown(rest, square(Math.abs(dx), Math.abs(dy)));
            placed = plan ? new Map([...rest, [String(first), plan]]) : rest;
          } else if (kind === 'drag') placed = new Map([...placed, ...dragged(placed, chosen, dx, dy)]);
          else if (kind === 'resize') placed = new Map([...placed, ...resized(placed, chosen, x, y)]);
          else if (x !== 0) placed = new Map([...placed, ...stepped(placed, chosen, x, 0)]);
        }
        expectSound(placed);
        for (const plan of placed.values()) expect(plan.width).toBeGreaterThanOrEqual(tableSide.min);
      }),
      runs(60),
    );
  });

  it('keeps a group together', () => {
    const placed: Placed = new Map([
      ['a', square(0, 0)],
      ['b', square(6, 0)],
      ['c', square(20, 0)],
    ]);
    const moved = dragged(placed, new Set(['a', 'b']), 18, 0);
    const [a, b] = [moved.get('a'), moved.get('b')];
    expect((b?.x ?? 0) - (a?.x ?? 0)).toBe(6);
    expect(b?.y).toBe(a?.y);
  });
});

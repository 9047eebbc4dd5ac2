import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  autoArrange,
  boundsOf,
  isOnPlan,
  keepOnPlan,
  nearestShift,
  overlaps,
  packPlans,
  planSize,
  type Spot,
  stepShift,
} from '#shared/ordering/plan.ts';
import { runs } from '#tests/support/soak.ts';

const spot = (x: number, y: number, width = 4, height = 4): Spot => ({ x, y, width, height });
const seats = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 60 });
const spots = fc.array(
  fc
    .record({
      x: fc.integer({ min: 0, max: planSize }),
      y: fc.integer({ min: 0, max: planSize }),
      width: fc.integer({ min: 2, max: 40 }),
      height: fc.integer({ min: 2, max: 40 }),
    })
    .map(keepOnPlan),
  { maxLength: 12 },
);
const unplaced = (list: readonly number[]) => list.map((n, index) => ({ id: `t${index}`, seats: n }));

function expectNoOverlaps(placed: readonly Spot[], standing: readonly Spot[]): void {
  for (const [index, a] of placed.entries()) {
    expect(isOnPlan(a)).toBe(true);
    expect(standing.some((b) => overlaps(a, b))).toBe(false);
    expect(placed.slice(index + 1).some((b) => overlaps(a, b))).toBe(false);
  }
}

describe('the floor plan', () => {
  it('lets tables touch but not lie on each other', () => {
    expect(overlaps(spot(0, 0), spot(4, 0))).toBe(false);
    expect(overlaps(spot(0, 0), spot(3, 3))).toBe(true);
  });

  it('brings a table back onto the plan', () => {
    expect(keepOnPlan(spot(-3, 500))).toEqual(spot(0, planSize - 4));
    fc.assert(fc.property(spots, (all) => all.every(isOnPlan)));
  });

  it('arranges tables without overlaps, on the plan, beside whatever stands there', () => {
    fc.assert(
      fc.property(seats, spots, (list, standing) => {
        const placed = autoArrange(unplaced(list), standing);
        expectNoOverlaps([...placed.values()], standing);
      }),
      runs(150),
    );
  });

  it('finds room for every table of a large house, in a shape that fits a screen', () => {
    const placed = autoArrange(unplaced(Array.from({ length: 200 }, (_, index) => 2 + (index % 7))), []);
    expect(placed.size).toBe(200);
    const bounds = boundsOf([...placed.values()]);
    expect((bounds?.width ?? 0) / (bounds?.height ?? 1)).toBeGreaterThan(1);
    expect((bounds?.width ?? 0) / (bounds?.height ?? 1)).toBeLessThan(2.2);
  });

  it('leaves out what has no room instead of stacking it', () => {
    const full = Array.from({ length: 25 }, (_, n) => spot((n % 5) * 40, Math.floor(n / 5) * 40, 40, 40));
    expect(autoArrange(unplaced([2, 4]), full).size).toBe(0);
  });

  it('drops a group at the nearest free place, kept together', () => {
    expect(nearestShift([spot(0, 0)], 5, 5, [])).toEqual({ dx: 5, dy: 5 });
    const shift = nearestShift([spot(0, 0), spot(4, 0)], 10, 10, [spot(10, 10)]);
    expect(shift && Math.hypot(shift.dx - 10, shift.dy - 10)).toBe(4);
    fc.assert(
      fc.property(spots, fc.integer({ min: -250, max: 250 }), fc.integer({ min: -250, max: 250 }), (others, dx, dy) => {
        const found = nearestShift([spot(90, 90)], dx, dy, others);
        if (found) expectNoOverlaps([spot(90 + found.dx, 90 + found.dy)], others);
      }),
      runs(100),
    );
  });

  it('steps past what is in the way, and stops at the edge', () => {
    expect(stepShift([spot(0, 0)], { dx: 1, dy: 0 }, [])).toEqual({ dx: 1, dy: 0 });
    expect(stepShift([spot(0, 0)], { dx: 1, dy: 0 }, [spot(4, 0)])).toEqual({ dx: 8, dy: 0 });
    expect(stepShift([spot(0, 0)], { dx: -1, dy: 0 }, [])).toBeUndefined();
  });

  it('shows several plans together as large as they go', () => {
    const plans = [
      { width: 30, height: 20 },
      { width: 30, height: 20 },
    ];
    expect(packPlans(plans, { width: 800, height: 300 }, 2)).toMatchObject({ width: 62, height: 20 });
    expect(packPlans(plans, { width: 300, height: 800 }, 2)).toMatchObject({ width: 30, height: 42 });
    const sizes = fc.array(
      fc.record({ width: fc.integer({ min: 1, max: 60 }), height: fc.integer({ min: 1, max: 60 }) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(sizes, (list) => {
        const { at, width, height } = packPlans(list, { width: 900, height: 500 }, 2);
        const all = at.map((point, index) => ({ ...point, ...(list[index] ?? { width: 0, height: 0 }) }));
        expect(all.every((s) => s.x + s.width <= width && s.y + s.height <= height)).toBe(true);
        for (const [index, a] of all.entries()) expect(all.slice(index + 1).some((b) => overlaps(a, b))).toBe(false);
      }),
    );
  });
});

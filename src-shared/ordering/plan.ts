import type { TablePlan } from './entities.ts';

/** Geometry of the floor plan. Everything is in steps of the plan's grid (about 20 cm); y grows downwards. */

/** How many steps a plan measures each way. */
export const planSize = 200;
/** How long a table's side can be. */
export const tableSide = { min: 2, max: 40 } as const;
/** How far apart tables stand that were arranged automatically: room for a chair and a waiter. */
const aisle = 2;

/** A rectangle on the plan. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether two rectangles share any area; tables pushed together side by side do not. */
export function overlaps(a: Spot, b: Spot): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a rectangle lies wholly on the plan. */
export function isOnPlan({ x, y, width, height }: Spot): boolean {
  return x >= 0 && y >= 0 && x + width <= planSize && y + height <= planSize;
}

/** The same size, brought back onto the plan. */
export function keepOnPlan<T extends Spot>(spot: T): T {
  return {
    ...spot,
    x: Math.max(0, Math.min(spot.x, planSize - spot.width)),
    y: Math.max(0, Math.min(spot.y, planSize - spot.height)),
  };
}

/** The smallest rectangle around all; undefined around none. */
export function boundsOf(spots: readonly Spot[]): Spot | undefined {
  if (spots.length === 0) return undefined;
  const x = Math.min(...spots.map((spot) => spot.x));
  const y = Math.min(...spots.map((spot) => spot.y));
  const right = Math.max(...spots.map((spot) => spot.x + spot.width));
  const bottom = Math.max(...spots.map((spot) => spot.y + spot.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** The size and shape a new table has, by its seats. */
export function usualTable(seats: number): Pick<TablePlan, 'width' | 'height' | 'shape'> {
  if (seats <= 2) return { width: 4, height: 4, shape: 'round' };
  if (seats <= 4) return { width: 5, height: 5, shape: 'square' };
  if (seats <= 6) return { width: 7, height: 5, shape: 'square' };
  if (seats <= 8) return { width: 9, height: 5, shape: 'square' };
  const side = Math.min(12, 7 + Math.floor(seats / 10));
  return { width: side, height: side, shape: 'round' };
}

function fits(group: readonly Spot[], dx: number, dy: number, others: readonly Spot[]): boolean {
  return group.every((spot) => {
    const moved = { ...spot, x: spot.x + dx, y: spot.y + dy };
    return isOnPlan(moved) && !others.some((other) => overlaps(moved, other));
  });
}

/**
 * The shift nearest to (dx, dy) by which a group, kept together, comes to lie on the plan and on none of the others.
 * Undefined when there is no room anywhere.
 */
export function nearestShift(
  group: readonly Spot[],
  dx: number,
  dy: number,
  others: readonly Spot[],
): { readonly dx: number; readonly dy: number } | undefined {
  // Rings around the wished place, each walked nearest first.
  for (let ring = 0; ring <= 2 * planSize; ring += 1) {
    let best: { dx: number; dy: number; far: number } | undefined;
    for (const [x, y] of ringAround(ring)) {
      const far = x * x + y * y;
      if (best && best.far <= far) continue;
      if (fits(group, dx + x, dy + y, others)) best = { dx: dx + x, dy: dy + y, far };
    }
    if (best) return { dx: best.dx, dy: best.dy };
  }
  return undefined;
}

function* ringAround(ring: number): Generator<readonly [number, number]> {
  if (ring === 0) yield [0, 0];
  for (let i = -ring; i <= ring && ring > 0; i += 1) {
    yield [i, -ring];
    yield [i, ring];
    if (Math.abs(i) < ring) {
      yield [-ring, i];
      yield [ring, i];
    }
  }
}

/**
 * The shift by which a group goes on in a direction, one step or as many as it takes to get past what is in the way.
 * Undefined at the edge of the plan.
 */
export function stepShift(
  group: readonly Spot[],
  direction: { readonly dx: number; readonly dy: number },
  others: readonly Spot[],
): { readonly dx: number; readonly dy: number } | undefined {
  for (let steps = 1; steps <= planSize; steps += 1) {
    const dx = direction.dx * steps;
    const dy = direction.dy * steps;
    if (!group.every((spot) => isOnPlan({ ...spot, x: spot.x + dx, y: spot.y + dy }))) return undefined;
    if (fits(group, dx, dy, others)) return { dx, dy };
  }
  return undefined;
}

/** A table to be put onto a plan. */
export interface Unplaced {
  readonly id: string;
  readonly seats: number;
}

/**
 * Puts tables onto a plan in rows, in the order given, below what stands there already and wherever else there is room.
 * No table lies on another; one for which there is no room at all is left out.
 */
export function autoArrange(tables: readonly Unplaced[], standing: readonly Spot[]): Map<string, TablePlan> {
  const placed = new Map<string, TablePlan>();
  const taken: Spot[] = [...standing];
  const sizes = tables.map((table) => ({ id: table.id, ...usualTable(table.seats) }));
  const area = sizes.reduce((sum, { width, height }) => sum + (width + aisle) * (height + aisle), 0);
  const existing = boundsOf(standing);
  const widest = Math.max(0, ...sizes.map(({ width }) => width));
  const rowEnd = Math.min(planSize, Math.max(Math.ceil(Math.sqrt(area * 1.5)), widest, existing?.width ?? 0) + 1);
  const left = existing ? Math.min(existing.x, planSize - widest) : 1;
  let x = left;
  let y = existing ? existing.y + existing.height + aisle : 1;
  let rowHeight = 0;
  for (const { id, ...size } of sizes) {
    if (x > left && x + size.width > left + rowEnd) {
      x = left;
      y += rowHeight + aisle;
      rowHeight = 0;
    }
    const wished = keepOnPlan({ ...size, x, y });
    const shift = nearestShift([wished], 0, 0, taken);
    if (!shift) continue;
    const spot = { ...wished, x: wished.x + shift.dx, y: wished.y + shift.dy };
    placed.set(id, spot);
    taken.push(spot);
    x += size.width + aisle;
    rowHeight = Math.max(rowHeight, size.height);
  }
  return placed;
}

/** Where each of several plans lies when they are shown together, and how large the whole is. */
export interface Packing {
  readonly at: readonly { readonly x: number; readonly y: number }[];
  readonly width: number;
  readonly height: number;
}

/**
 * Lays plans out in rows, in their order, so that the whole can be shown as large as possible in a window of the given
 * proportions.
 */
export function packPlans(
  plans: readonly { readonly width: number; readonly height: number }[],
  window: { readonly width: number; readonly height: number },
  gap: number,
): Packing {
  const total = plans.reduce((sum, plan) => sum + plan.width + gap, 0);
  const ends = new Set<number>([total]);
  for (let from = 0; from < plans.length; from += 1) {
    let width = 0;
    for (const plan of plans.slice(from)) {
      width += plan.width + gap;
      ends.add(width);
    }
  }
  const scaleOf = (packing: Packing) => Math.min(window.width / packing.width, window.height / packing.height);
  let best: Packing | undefined;
  for (const end of ends) {
    const packing = inRows(plans, end - gap, gap);
    if (!best || scaleOf(packing) > scaleOf(best) + 1e-9) best = packing;
  }
  return best ?? { at: [], width: 1, height: 1 };
}

function inRows(plans: readonly { width: number; height: number }[], end: number, gap: number): Packing {
  const at: { x: number; y: number }[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 1;
  for (const plan of plans) {
    if (x > 0 && x + plan.width > end) {
      x = 0;
      y += rowHeight + gap;
      rowHeight = 0;
    }
    at.push({ x, y });
    x += plan.width + gap;
    width = Math.max(width, x - gap);
    rowHeight = Math.max(rowHeight, plan.height);
  }
  return { at, width, height: Math.max(1, y + rowHeight) };
}

import type { TablePlan } from '#shared/ordering/entities.ts';
import { keepOnPlan, nearestShift, overlaps, planSize, stepShift, tableSide } from '#shared/ordering/plan.ts';

/** The tables on a plan. */
export type Placed = ReadonlyMap<string, TablePlan>;

function split(placed: Placed, ids: ReadonlySet<string>) {
  const group = [...placed].filter(([id]) => ids.has(id));
  const others = [...placed].filter(([id]) => !ids.has(id)).map(([, plan]) => plan);
  return { group, plans: group.map(([, plan]) => plan), others };
}

function shifted(group: readonly (readonly [string, TablePlan])[], by: { dx: number; dy: number } | undefined): Placed {
  if (!by) return new Map();
  return new Map(group.map(([id, plan]) => [id, { ...plan, x: plan.x + by.dx, y: plan.y + by.dy }]));
}

/** Tables dragged by so many steps: they land at the nearest place where they lie on none of the others. */
export function dragged(placed: Placed, ids: ReadonlySet<string>, dx: number, dy: number): Placed {
  const { group, plans, others } = split(placed, ids);
  return shifted(group, nearestShift(plans, dx, dy, others));
}

/** Tables moved on by the keyboard, past whatever is in the way; nothing at the edge. */
export function stepped(placed: Placed, ids: ReadonlySet<string>, dx: number, dy: number): Placed {
  const { group, plans, others } = split(placed, ids);
  return shifted(group, stepShift(plans, { dx, dy }, others));
}

function side(length: number, from: number): number {
  return Math.max(tableSide.min, Math.min(length, tableSide.max, planSize - from));
}

/** Tables made larger or smaller by so many steps; one that would lie on another keeps the size it has. */
export function resized(placed: Placed, ids: ReadonlySet<string>, dWidth: number, dHeight: number): Placed {
  const { group, others } = split(placed, ids);
  const changed = new Map<string, TablePlan>();
  const standing = [...others];
  for (const [id, plan] of group) {
    const rest = [...standing, ...group.filter(([other]) => other !== id).map(([other, p]) => changed.get(other) ?? p)];
    const wished = { ...plan, width: side(plan.width + dWidth, plan.x), height: side(plan.height + dHeight, plan.y) };
    const kept = [wished, { ...wished, height: plan.height }, { ...wished, width: plan.width }].find(
      (candidate) => !rest.some((other) => overlaps(candidate, other)),
    );
    if (kept && (kept.width !== plan.width || kept.height !== plan.height)) changed.set(id, kept);
  }
  return changed;
}

/** A table put at the free place nearest to a wished one; undefined when there is no room at all. */
export function putDown(placed: Placed, plan: TablePlan): TablePlan | undefined {
  const wished = keepOnPlan(plan);
  const shift = nearestShift([wished], 0, 0, [...placed.values()]);
  return shift && { ...wished, x: wished.x + shift.dx, y: wished.y + shift.dy };
}

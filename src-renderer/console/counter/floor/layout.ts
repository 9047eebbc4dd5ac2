import type { TablePlan } from '#shared/ordering/entities.ts';
import { autoArrange, boundsOf, packPlans, type Spot } from '#shared/ordering/plan.ts';
import { groupByArea } from './standing.ts';

/** What a table needs to stand on a plan. */
export interface Placeable {
  readonly id: string;
  readonly area: string;
  readonly seats: number;
  readonly plan: TablePlan | null;
}

/** Where everything lies that a window shows, in steps of the grid. */
export interface FloorLayout {
  readonly width: number;
  readonly height: number;
  readonly areas: readonly (Spot & { readonly name: string })[];
  readonly places: ReadonlyMap<string, TablePlan>;
}

const edge = 1;
const caption = 2;

/**
 * Lays out the plans of one area, or of all beside each other (`area` undefined), for a window of the given
 * proportions. A table that nobody has put on the plan yet stands below the others.
 */
export function layOut(
  tables: readonly Placeable[],
  area: string | undefined,
  window: { readonly width: number; readonly height: number },
): FloorLayout {
  const shown = groupByArea(tables).filter(({ name }) => area === undefined || name === area);
  const top = shown.length > 1 ? caption : 0;
  const blocks = shown.map(({ name, tables: members }) => {
    const drawn = members.flatMap(({ id, plan }) => (plan ? [[id, plan] as const] : []));
    const standing = drawn.map(([, plan]) => plan);
    const places = [
      ...drawn,
      ...autoArrange(
        members.filter(({ plan }) => !plan),
        standing,
      ),
    ];
    const bounds = boundsOf(places.map(([, plan]) => plan)) ?? { x: 0, y: 0, width: 4, height: 4 };
    return { name, places, bounds, width: bounds.width + 2 * edge, height: bounds.height + 2 * edge + top };
  });
  const packed = packPlans(blocks, { width: Math.max(1, window.width), height: Math.max(1, window.height) }, 1);
  const places = new Map<string, TablePlan>();
  const areas = blocks.map(({ name, bounds, places: inside, width, height }, index) => {
    const { x, y } = packed.at[index] ?? { x: 0, y: 0 };
    for (const [id, plan] of inside) {
      places.set(id, { ...plan, x: x + edge + plan.x - bounds.x, y: y + top + edge + plan.y - bounds.y });
    }
    return { name, x, y, width, height };
  });
  return { width: packed.width, height: packed.height, areas, places };
}

/** A table is never smaller than a finger. */
const fingerPx = 44;
/** From this side on a table's name and state can be read from two metres. */
const readablePx = 88;
/** Below this side a table is only a name and a colour. */
const legiblePx = 62;
const largestCellPx = 30;

interface Window {
  readonly width: number;
  readonly height: number;
}

function smallestSide(layout: FloorLayout): number {
  return Math.min(40, ...[...layout.places.values()].map(({ width, height }) => Math.min(width, height)));
}

/** How many pixels a step of the grid takes so that the whole layout fits its window; tables stay touchable all the same. */
export function fitCell(layout: FloorLayout, window: Window): number {
  const fitting = Math.min(window.width / layout.width, window.height / layout.height, largestCellPx);
  return Math.max(fingerPx / smallestSide(layout), fitting);
}

/** How high a layout must be at least to be read from two metres, as far as its width allows. */
export function readableHeight(layout: FloorLayout, width: number): number {
  const smallest = smallestSide(layout);
  return layout.height * Math.max(fingerPx / smallest, Math.min(width / layout.width, readablePx / smallest));
}

/** Whether a layout that is as wide as its window shows more than names and colours. */
export function isLegible(layout: FloorLayout, width: number): boolean {
  return (width / layout.width) * smallestSide(layout) >= legiblePx;
}

/** The table at a point of the layout (in steps). */
export function tableAt(layout: FloorLayout, x: number, y: number): string | undefined {
  for (const [id, spot] of layout.places) {
    if (x >= spot.x && x < spot.x + spot.width && y >= spot.y && y < spot.y + spot.height) return id;
  }
  return undefined;
}

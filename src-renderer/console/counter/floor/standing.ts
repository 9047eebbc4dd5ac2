import type { StateName } from '#renderer/ui/theme.ts';
import type { Outputs } from '../../api.ts';

export type FloorTable = Outputs['ordering']['tables']['list'][number];

/** How a table stands, in the order in which it wants attention. */
export type Standing = 'newOrder' | 'calling' | 'phones' | 'paid' | 'open' | 'free';

/** The one thing about a table that matters most now. */
export function standingOf(table: Pick<FloorTable, 'tab' | 'pendingOrders' | 'calls' | 'waitingPhones'>): Standing {
  if (table.pendingOrders > 0) return 'newOrder';
  if (table.calls.length > 0) return 'calling';
  if (!table.tab) return table.waitingPhones > 0 ? 'phones' : 'free';
  return table.tab.state === 'paid' ? 'paid' : 'open';
}

/** The colour of each standing. */
export const standingState: Readonly<Record<Standing, StateName>> = {
  newOrder: 'new',
  calling: 'new',
  phones: 'new',
  paid: 'ready',
  open: 'progress',
  free: 'done',
};

export interface Area<T> {
  readonly name: string;
  readonly tables: readonly T[];
}

/** Tables by area, areas in the order their first table has; tables without an area come last. */
export function groupByArea<T extends { readonly area: string }>(tables: readonly T[]): Area<T>[] {
  const areas = new Map<string, T[]>();
  for (const table of tables) {
    const name = table.area.trim();
    const group = areas.get(name);
    if (group) group.push(table);
    else areas.set(name, [table]);
  }
  return [...areas]
    .map(([name, members]) => ({ name, tables: members }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === ''));
}

/** The tables whose name (or area) contains what was typed; a name that is exactly that comes first. */
export function findTables<T extends { readonly name: string; readonly area: string }>(
  tables: readonly T[],
  typed: string,
): T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [...tables];
  const exact = tables.filter((table) => table.name.toLowerCase() === wanted);
  const partly = tables.filter(
    (table) =>
      !exact.includes(table) &&
      (table.name.toLowerCase().includes(wanted) || table.area.toLowerCase().includes(wanted)),
  );
  return [...exact, ...partly];
}

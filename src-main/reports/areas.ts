/** A table as areas need it. */
interface PlacedTable {
  readonly id: string;
  readonly area: string;
}

/**
 * The key of the area a tab counts to: `area:<name>`, `away` for tabs without a table, `gone` for tables that were
 * removed since.
 */
export function areaKey(tableId: string | null, tables: ReadonlyMap<string, PlacedTable>): string {
  if (tableId === null) return 'away';
  const table = tables.get(tableId);
  return table ? `area:${table.area}` : 'gone';
}

/** The tables behind a key: `none` for tabs without one, `ids` of an area, or (neither) all but the `known` ones. */
export function tableIdsOf(key: string, tables: readonly PlacedTable[]) {
  const ids = key.startsWith('area:') ? tables.filter(({ area }) => `area:${area}` === key).map(({ id }) => id) : null;
  return { none: key === 'away', ids, known: tables.map(({ id }) => id) };
}

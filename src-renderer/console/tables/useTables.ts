import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Outputs, useTRPC } from '../api.ts';

export type FloorTable = Outputs['ordering']['tables']['list'][number];

/** The tables of the house. */
export function useTables() {
  const trpc = useTRPC();
  return useQuery(trpc.ordering.tables.list.queryOptions());
}

/** What each table's sticker says, by table. */
export function useTableLinks(): ReadonlyMap<string, Outputs['ordering']['tables']['links'][number]> {
  const trpc = useTRPC();
  const links = useQuery(trpc.ordering.tables.links.queryOptions());
  return new Map(links.data?.map((link) => [link.tableId, link]));
}

/** Reads tables and stickers anew after something was saved. */
export function useRefreshTables(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.links.queryKey() }),
    ]);
}

import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query';

/**
 * A query cache whose queries are made stale by what happens elsewhere. A change that is heard while a query is read for
 * the first time makes that query be read again: TanStack Query joins the reading that is under way
 * (`Query.fetch` with no data yet), which may have left before the change, and takes its answer for fresh.
 */
export class LiveQueryClient extends QueryClient {
  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters: InvalidateQueryFilters<Key> = {},
    options: InvalidateOptions = {},
  ): Promise<void> {
    const isFirstReading = ({ state }: Query) => state.data === undefined && state.fetchStatus !== 'idle';
    const again = this.getQueryCache()
      .findAll(filters as InvalidateQueryFilters)
      .filter(isFirstReading)
      .map(({ promise, queryKey }) => {
        const exactly = { queryKey, exact: true, ...(filters.refetchType && { refetchType: filters.refetchType }) };
        // Read again once it has an answer; one that failed has nothing that could be old.
        return promise?.then(
          () => super.invalidateQueries(exactly, options),
          () => {},
        );
      });
    await Promise.all([super.invalidateQueries(filters, options), ...again]);
  }
}

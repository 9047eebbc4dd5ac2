import { useQueryClient } from '@tanstack/react-query';
import type { Outputs } from '../api.ts';
import { useTRPC } from '../api.ts';

export type Shift = NonNullable<Outputs['ordering']['shifts']['current']>;
export type ShiftReport = NonNullable<Shift['report']>;

/** Reads everything about the drawer anew, and the reports that speak of it. */
export function useRefreshShifts(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.ordering.shifts.pathKey() });
}

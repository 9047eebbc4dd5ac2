import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api.ts';
import { useMay } from '../session.ts';

/** What people are called here; their id where nobody here knows them. */
export function usePersonName(): (userId: string | null) => string {
  const trpc = useTRPC();
  const may = useMay();
  const people = useQuery(trpc.identity.users.list.queryOptions(undefined, { enabled: may('user', 'read') }));
  return (userId) => people.data?.find(({ id }) => id === userId)?.displayName ?? userId ?? '—';
}

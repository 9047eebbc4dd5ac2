import { useQuery } from '@tanstack/react-query';
import { useTRPC } from './api.ts';
import { useMay } from './session.ts';

/** Who has an account here and may sign in, by name; nobody where this person may not see people. */
export function usePeopleNames(): readonly { readonly id: string; readonly name: string }[] {
  const trpc = useTRPC();
  const may = useMay();
  const people = useQuery(trpc.identity.users.list.queryOptions(undefined, { enabled: may('user', 'read') }));
  return (people.data ?? [])
    .filter(({ disabled }) => !disabled)
    .map(({ id, displayName }) => ({ id, name: displayName }));
}

/** What people are called here; their id where nobody here knows them. */
export function usePersonName(): (userId: string | null) => string {
  const trpc = useTRPC();
  const may = useMay();
  const people = useQuery(trpc.identity.users.list.queryOptions(undefined, { enabled: may('user', 'read') }));
  return (userId) => people.data?.find(({ id }) => id === userId)?.displayName ?? userId ?? '—';
}

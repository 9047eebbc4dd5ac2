import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ReadyRoleKey, readyRoleKeys } from '#shared/identity/permissions.ts';
import { type Outputs, useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';

export type Person = Outputs['identity']['users']['list'][number];
export type Role = Outputs['identity']['roles']['list'][number];

/** The people of the enterprise. */
export function useUsers() {
  const trpc = useTRPC();
  return useQuery(trpc.identity.users.list.queryOptions());
}

/** The roles people can hold. */
export function useRoles() {
  const trpc = useTRPC();
  return useQuery(trpc.identity.roles.list.queryOptions());
}

/** Reads people and roles anew, and one's own rights with them. */
export function useRefreshPeople(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [trpc.identity.users.list.queryKey(), trpc.identity.roles.list.queryKey(), trpc.identity.me.queryKey()].map(
        (queryKey) => queryClient.invalidateQueries({ queryKey }),
      ),
    );
}

/** What a role is called: ready roles have their names in both languages. */
export function useRoleName(): (role: Pick<Role, 'key' | 'name'>) => string {
  const { t } = useTranslation();
  return (role) => {
    const key = readyRoleKeys.find((candidate): candidate is ReadyRoleKey => candidate === role.key);
    return key ? t(($) => $.people.readyRoles[key].name) : role.name;
  };
}

/** Disables or enables somebody, and offers to take it back. */
export function useSetDisabled() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshPeople();
  const restore = useMutation(trpc.identity.users.update.mutationOptions({ onSettled: refresh, onError: noticeError }));
  return useMutation(
    trpc.identity.users.update.mutationOptions({
      onError: noticeError,
      onSuccess: async (person) => {
        await refresh();
        const said = person.disabled ? t(($) => $.people.disabledDone, person) : t(($) => $.people.enabledDone, person);
        noticeDone(said, () => restore.mutate({ userId: person.id, disabled: !person.disabled }));
      },
    }),
  );
}

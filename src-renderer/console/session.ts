import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect } from 'react';
import { does, isOn, type Line, type Subsystem } from '#shared/enterprises/switches.ts';
import {
  type PermissionAction,
  type PermissionEntity,
  type Permissions,
  scopeOf,
} from '#shared/identity/permissions.ts';
import { type Outputs, problemOf, useTRPC } from './api.ts';
import { showCounter, useWindow } from './window.ts';

export type Me = Outputs['identity']['me'];

/** Whether a set of rights allows an action at all. Screens hide what is not allowed; the landing decides. */
export function may(permissions: Permissions, entity: PermissionEntity, action: PermissionAction): boolean {
  return scopeOf(permissions, entity, action) !== 'none';
}

/** The platform may switch a part of the product off or on at any time; this long later it is seen. */
const switchesMs = 60_000;

/** The signed-in person and enterprise; `signedOut` when nobody is, `failed` when the landing has never answered. */
export function useSession() {
  const trpc = useTRPC();
  const me = useQuery(trpc.identity.me.queryOptions(undefined, { staleTime: 60_000, refetchInterval: switchesMs }));
  const ended = useWindow((state) => state.sessionEnded);
  const signedOut = ended || problemOf(me.error)?.code === 'not_signed_in';
  return {
    me: signedOut ? undefined : me.data,
    signedOut,
    failed: me.isError && !me.data && !signedOut,
    retry: me.refetch,
  };
}

/** Who is signed in, for everything inside the shell. */
export const MeContext = createContext<Me | null>(null);

/** The signed-in person, inside the shell. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('no one is signed in here');
  return me;
}

/** Whether the signed-in person may do something. */
export function useMay(): (entity: PermissionEntity, action: PermissionAction) => boolean {
  const { user } = useMe();
  return (entity, action) => may(user.permissions, entity, action);
}

/** Whether this person's window hears of every change by itself (`LiveUpdates`). */
export function useIsFollowed(): boolean {
  const may = useMay();
  return may('order', 'read') || may('ticket', 'read');
}

/** Whether a part of the product is switched on for this enterprise. */
export function useIsOn(): (subsystem: Subsystem) => boolean {
  const { switches } = useMe();
  return (subsystem) => isOn(switches, subsystem);
}

/** Whether the enterprise does some work, and the platform has not switched it off. */
export function useDoes(): (line: Line) => boolean {
  const { enterprise, switches } = useMe();
  return (line) => does(enterprise.work, line) && isOn(switches, line);
}

/** Windows of one browser share the session: each tells the others when somebody came or went. */
const sessionChannel = new BroadcastChannel('landing-desk.session');

async function startOver(queryClient: QueryClient): Promise<void> {
  showCounter(null);
  useWindow.setState({ sessionEnded: false });
  queryClient.removeQueries({ type: 'inactive' });
  await queryClient.resetQueries();
}

/** Starts over for another person, in all windows: nothing the one before saw stays in memory. */
export function useEnter(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => {
    sessionChannel.postMessage('entered');
    return startOver(queryClient);
  };
}

/** Starts over when another window of this browser did: a kitchen's screen has nobody to sign in at it. */
export function useFollowEntering(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const follow = () => void startOver(queryClient);
    sessionChannel.addEventListener('message', follow);
    return () => sessionChannel.removeEventListener('message', follow);
  }, [queryClient]);
}

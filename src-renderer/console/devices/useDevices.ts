import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Outputs, useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';

export type Access = Outputs['lan']['access'];
export type Device = Outputs['lan']['devices']['list'][number];

/** How LAN access stands; it changes with the network, so it is asked again now and then. */
export function useAccess() {
  const trpc = useTRPC();
  return useQuery(trpc.lan.access.queryOptions(undefined, { refetchInterval: 5_000 }));
}

/** The paired devices and whether they are there. */
export function useDevices() {
  const trpc = useTRPC();
  return useQuery(trpc.lan.devices.list.queryOptions(undefined, { refetchInterval: 5_000 }));
}

/** Where this console runs: on the main computer or on a paired device. */
export function useHere() {
  const trpc = useTRPC();
  return useQuery(trpc.lan.here.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })).data;
}

/** Reads access and devices anew. */
export function useRefreshDevices(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [trpc.lan.access.queryKey(), trpc.lan.devices.list.queryKey()].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
}

/** Switches LAN access on or off. */
export function useSetAccess() {
  const trpc = useTRPC();
  const refresh = useRefreshDevices();
  return useMutation(trpc.lan.setAccess.mutationOptions({ onError: noticeError, onSettled: refresh }));
}

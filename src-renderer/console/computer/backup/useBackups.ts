import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type Outputs, useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';

export type BackupState = Outputs['backup']['state'];
export type ListedCopy = Outputs['backup']['copies'][number];

const whileRunningMs = 500;
const otherwiseMs = 15_000;
const elsewhereMs = 120_000;

/** How backups stand, asked again often while something is being done. */
export function useBackupState() {
  const trpc = useTRPC();
  return useQuery(
    trpc.backup.state.queryOptions(undefined, {
      refetchInterval: ({ state: { data } }) => (data?.running ? whileRunningMs : otherwiseMs),
    }),
  );
}

/** Whether backups need a person, for a page that is about something else. */
export function useBackupsNeedSomebody(): boolean {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.backup.state.queryOptions(undefined, { refetchInterval: elsewhereMs }));
  return data !== undefined && (data.warnings.length > 0 || data.schedule.failure !== null);
}

/** What can be done with backups; each refreshes what the page shows. */
export function useBackupDeeds() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries(trpc.backup.pathFilter());
  const options = { onSettled: refresh, onError: noticeError };
  return {
    make: useMutation(trpc.backup.make.mutationOptions(options)),
    cancel: useMutation(trpc.backup.cancel.mutationOptions(options)),
    copyNow: useMutation(trpc.backup.copyNow.mutationOptions(options)),
    check: useMutation(trpc.backup.check.mutationOptions(options)),
  };
}

/** The copies in the folder of the schedule, read anew whenever something was done there. */
export function useCopies(state: BackupState) {
  const trpc = useTRPC();
  const copies = useQuery(trpc.backup.copies.queryOptions(undefined, { retry: false }));
  const wasRunning = useRef(false);
  const isRunning = state.running !== null;
  const { refetch } = copies;
  useEffect(() => {
    if (wasRunning.current && !isRunning) void refetch();
    wasRunning.current = isRunning;
  }, [isRunning, refetch]);
  return copies;
}

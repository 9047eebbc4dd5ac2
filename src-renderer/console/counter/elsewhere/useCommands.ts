import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { StaffCommand } from '#shared/relay/commands.ts';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { askCounter, CommandUnknown } from './commands.ts';

/** How something that was asked stands: on its way, without a word yet, or done and not yet seen here. */
export type Asked = 'asking' | 'unknown' | 'done';

/** What was done there is seen here within a second or two; what is not by then is shown as it is known (ms). */
const seenMs = 10_000;

/** Asks another counter for things, each once at a time; `asked` says how that stands, by what it is about. */
export function useCommands(home: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<ReadonlyMap<string, Asked>>(new Map());
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const set = (about: string, state: Asked | undefined) =>
    setAsked((before) => {
      const after = new Map(before);
      if (state) after.set(about, state);
      else after.delete(about);
      return after;
    });
  const ask = (about: string, command: StaffCommand) => {
    if (asked.has(about)) return;
    set(about, 'asking');
    const { signal } = leaving.current;
    askCounter({ id: crypto.randomUUID(), home, command }, { onUnknown: () => set(about, 'unknown'), signal })
      .then(() => {
        set(about, 'done');
        setTimeout(() => set(about, undefined), seenMs);
      })
      .catch((error: unknown) => {
        set(about, undefined);
        if (!(error instanceof CommandUnknown && signal.aborted)) noticeError(error);
      })
      .finally(() => {
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.elsewhere.pathKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.relay.counters.pathKey() });
      });
  };
  return { asked, ask };
}

import type { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useEffect } from 'react';
import { create } from 'zustand';
import type { AuditedRegistration, Decide } from '#shared/enterprises/operator.ts';
import { noticeDone, noticeTrouble } from '../../ui/notices.tsx';
import { call, describeError } from '../api.ts';

interface Waiting {
  readonly name: string;
  readonly decide: Decide;
  readonly queryClient: QueryClient;
  /** Puts the notice away that offers to take it back. */
  readonly hideNotice: () => void;
  /** It is on its way and cannot be taken back. */
  readonly sent: boolean;
}

/** Decisions that were taken and not sent yet, by enterprise. The queue shows them no more. */
export const useDecisions = create<{ readonly taken: ReadonlyMap<string, Waiting> }>(() => ({ taken: new Map() }));

function without(id: string): Map<string, Waiting> {
  const taken = new Map(useDecisions.getState().taken);
  taken.delete(id);
  return taken;
}

async function send(id: string, keepalive = false): Promise<void> {
  const waiting = useDecisions.getState().taken.get(id);
  if (!waiting || waiting.sent) return;
  useDecisions.setState(({ taken }) => ({ taken: new Map(taken).set(id, { ...waiting, sent: true }) }));
  const { name, decide, queryClient } = waiting;
  try {
    const decided = await call<AuditedRegistration>('POST', `/registrations/${id}/decisions`, {
      body: decide,
      keepalive,
    });
    queryClient.setQueryData(['registration', id], decided);
  } catch (error) {
    noticeTrouble(i18next.t(($) => $.operator.registrations.notDone, { name, reason: describeError(error) }));
  }
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['registrations'] }),
    queryClient.invalidateQueries({ queryKey: ['registration', id] }),
    queryClient.invalidateQueries({ queryKey: ['enterprises'] }),
  ]);
  // Only now: until the list is fresh it would show for a moment what is decided.
  useDecisions.setState({ taken: without(id) });
}

/** Takes a decision; it goes out when the notice that offers to take it back is gone. */
export function take(queryClient: QueryClient, id: string, name: string, decide: Decide, onUndo: () => void): void {
  const hideNotice = noticeDone(
    i18next.t(($) => $.operator.registrations.done[decide.decision], { name }),
    () => {
      if (takeBack(id)) onUndo();
      else noticeTrouble(i18next.t(($) => $.operator.registrations.tooLate));
    },
    () => void send(id),
  );
  useDecisions.setState(({ taken }) => ({
    taken: new Map(taken).set(id, { name, decide, queryClient, hideNotice, sent: false }),
  }));
}

/** Takes a decision back; false when it is out already. */
function takeBack(id: string): boolean {
  const waiting = useDecisions.getState().taken.get(id);
  if (!waiting || waiting.sent) return false;
  useDecisions.setState({ taken: without(id) });
  waiting.hideNotice();
  return true;
}

/** The last decision that can still be taken back. */
export function takeLastBack(): string | undefined {
  const last = [...useDecisions.getState().taken.keys()].at(-1);
  return last !== undefined && takeBack(last) ? last : undefined;
}

/** Sends every decision at once. */
export async function flushDecisions(keepalive = false): Promise<void> {
  await Promise.all([...useDecisions.getState().taken.keys()].map((id) => send(id, keepalive)));
}

/** A page that is left takes no decision with it. */
export function useFlushOnLeaving(): void {
  useEffect(() => {
    const leave = () => void flushDecisions(true);
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
}

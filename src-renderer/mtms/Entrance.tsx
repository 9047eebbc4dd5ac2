import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import type { signedInSchema } from '#shared/bench/operator.ts';
import { LoadFailed } from '../ui/LoadFailed.tsx';
import { Waiting } from '../ui/Program.tsx';
import { useEntering } from '../ui/restSession.ts';
import { call, codeOf, describeError, useStanding } from './api.ts';
import { overviewOptions } from './queries.ts';
import { SignInPage } from './SignInPage.tsx';
import { keepPageKey, pageKey, takeTicket } from './session.ts';
import { Shell } from './shell/Shell.tsx';

/** The page of the MTMS's operator: how to get in, or the rooms. */
export function Entrance() {
  const exchange = useTicket();
  const ended = useStanding((state) => state.ended);
  const hasTicket = location.hash.startsWith('#ticket=') || exchange.isPending;
  const overview = useQuery({ ...overviewOptions, enabled: !hasTicket && !ended && pageKey() !== null });
  if (hasTicket) return <Waiting />;
  if (ended || pageKey() === null || codeOf(overview.error) === 'not_signed_in')
    return <SignInPage trouble={exchange.isError ? 'ticket' : pageKey() === null ? undefined : 'ended'} />;
  if (overview.isError && !overview.data)
    return <LoadFailed reason={describeError(overview.error)} onRetry={() => void overview.refetch()} />;
  return overview.data ? <Shell overview={overview.data} /> : <Waiting />;
}

/** An address with a ticket leads in, also one that is pasted while the page is open. */
function useTicket() {
  const entered = useEntering(useStanding);
  const exchange = useMutation({
    mutationFn: (ticket: string) => call<z.infer<typeof signedInSchema>>('POST', '/session', { body: { ticket } }),
    onSuccess: ({ key }) => {
      keepPageKey(key);
      entered();
    },
  });
  const { mutate } = exchange;
  useEffect(() => {
    const look = () => {
      const ticket = takeTicket();
      if (ticket !== undefined) mutate(ticket);
    };
    look();
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, [mutate]);
  return exchange;
}

import { useQuery } from '@tanstack/react-query';
import type { Operator } from '#shared/enterprises/operator.ts';
import { LoadFailed } from '../ui/LoadFailed.tsx';
import { Waiting } from '../ui/Program.tsx';
import { call, codeOf, describeError, useStanding } from './api.ts';
import { SignInPage } from './SignInPage.tsx';
import { Shell } from './shell/Shell.tsx';

/** The operator's console: the sign-in, or the rooms. */
export function Entrance() {
  const ended = useStanding((state) => state.ended);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => call<Operator>('GET', '/me'),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: !ended,
  });
  // Who had been inside is told that the session is over; who comes first is not.
  if (ended || codeOf(me.error) === 'not_signed_in') return <SignInPage wasInside={me.data !== undefined} />;
  if (me.isError && !me.data) return <LoadFailed reason={describeError(me.error)} onRetry={() => void me.refetch()} />;
  return me.data ? <Shell key={me.data.id} me={me.data} /> : <Waiting />;
}

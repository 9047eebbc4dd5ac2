import { Center, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { Operator } from '#shared/enterprises/operator.ts';
import { LoadFailed } from '../ui/LoadFailed.tsx';
import { PageBoundary } from '../ui/PageBoundary.tsx';
import { cssVariables, theme } from '../ui/theme.ts';
import { call, codeOf, describeError, useStanding } from './api.ts';
import { SignInPage } from './SignInPage.tsx';
import { Shell } from './shell/Shell.tsx';

/** The operator's console: the sign-in, or the rooms. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-left" limit={4} zIndex={500} />
      <PageBoundary>
        <Entrance />
      </PageBoundary>
    </MantineProvider>
  );
}

function Entrance() {
  const ended = useStanding((state) => state.ended);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => call<Operator>('GET', '/me'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  // Who had been inside is told that the session is over; who comes first is not.
  if (ended || codeOf(me.error) === 'not_signed_in') return <SignInPage wasInside={me.data !== undefined} />;
  if (me.isError && !me.data) return <LoadFailed reason={describeError(me.error)} onRetry={() => void me.refetch()} />;
  if (!me.data) {
    return (
      <Center component="main" h="100vh">
        <Loader />
      </Center>
    );
  }
  return <Shell key={me.data.id} me={me.data} />;
}

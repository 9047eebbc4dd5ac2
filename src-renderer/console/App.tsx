import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { followHouseLanguage } from '../ui/i18n/i18n.ts';
import { LoadFailed } from '../ui/LoadFailed.tsx';
import { Program, Waiting } from '../ui/Program.tsx';
import { setHouseTimeZone } from '../ui/time.ts';
import { useTRPC } from './api.ts';
import { ClosedDisplay } from './counter/display/ClosedDisplay.tsx';
import { desktop } from './desktop.ts';
import { PairPage } from './devices/PairPage.tsx';
import { SignInPage } from './identity/SignInPage.tsx';
import { describeError } from './notices.tsx';
import { MeContext, useFollowEntering, useSession } from './session.ts';
import { useSetUp } from './setup/draft.ts';
import { Shell } from './shell/Shell.tsx';
import { usePreferences, useWindow } from './window.ts';

const SetUpWizard = lazy(() => import('./setup/SetUpWizard.tsx'));

/** The console: the theme, and whichever of set-up, sign-in and the rooms is due. */
export function App() {
  const [path] = useLocation();
  const kitchenDark = usePreferences((state) => state.kitchenDark);
  return (
    <Program dark={kitchenDark && path.startsWith('/kitchen')}>
      <Suspense fallback={<Waiting />}>
        <Entrance />
      </Suspense>
    </Program>
  );
}

function Entrance() {
  const trpc = useTRPC();
  const here = useQuery(trpc.lan.here.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const mayEnter = here.data?.mayEnter === true;
  const unpaired = useWindow((state) => state.unpaired);
  const state = useQuery(trpc.identity.state.queryOptions(undefined, { enabled: mayEnter }));
  const settingUp = useSetUp((draft) => draft.made);
  const houseLanguage = state.data?.enterprise?.language;
  useEffect(() => {
    if (houseLanguage) followHouseLanguage(houseLanguage);
  }, [houseLanguage]);
  if (unpaired || here.data?.mayEnter === false) return <PairPage trustPage={here.data?.trustPage ?? null} />;
  if (here.isError && !here.data)
    return <LoadFailed reason={describeError(here.error)} onRetry={() => void here.refetch()} />;
  // Once inside, a landing that is being started again takes nobody's screen away.
  if (state.isError && !state.data)
    return <LoadFailed reason={describeError(state.error)} onRetry={() => void state.refetch()} />;
  if (!state.data) return <Waiting />;
  if (!state.data.isSetUp || settingUp) return <SetUpWizard isSetUp={state.data.isSetUp} />;
  return <SignedInOrNot enterpriseName={state.data.enterprise?.name ?? ''} />;
}

function SignedInOrNot({ enterpriseName }: { enterpriseName: string }) {
  const { me, signedOut, failed, retry } = useSession();
  useFollowEntering();
  if (signedOut && desktop?.window === 'customer') return <ClosedDisplay enterpriseName={enterpriseName} />;
  if (signedOut) return <SignInPage enterpriseName={enterpriseName} />;
  if (failed) return <LoadFailed reason={describeError(undefined)} onRetry={() => void retry()} />;
  if (!me) return <Waiting />;
  setHouseTimeZone(me.enterprise.timeZone);
  // Another person, another shell: subscriptions and half-done work do not pass from one to the next.
  return (
    <MeContext value={me}>
      <Shell key={me.user.id} />
    </MeContext>
  );
}

import { Center, Loader, Stack, Text, Title } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { does } from '#shared/enterprises/switches.ts';
import { PageBoundary } from '../../ui/PageBoundary.tsx';
import { LostBanner } from '../../ui/shell/LostBanner.tsx';
import { FollowSync } from '../cloud/FollowSync.tsx';
import { Alerts } from '../counter/Alerts.tsx';
import { desktop } from '../desktop.ts';
import { useHere } from '../devices/useDevices.ts';
import { type Room, rooms, screenRooms } from '../rooms.ts';
import { useDoes, useIsOn, useMe } from '../session.ts';
import { DriftBanner } from '../stickers/DriftBanner.tsx';
import { useWindow } from '../window.ts';
import { FollowOpenings } from './FollowOpenings.tsx';
import { LiveUpdates } from './LiveUpdates.tsx';
import { Rail } from './Rail.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import '../../ui/shell.css';

/** The room that a screen window of the desktop is for; undefined in the console's own window and in browsers. */
const ownRoom = desktop && desktop.window !== 'console' ? screenRooms[desktop.window] : undefined;

/** What this window offers. A customer's screen is for nobody's eyes but the customer's, whoever is signed in. */
function roomsOfWindow(allows: (room: Room) => boolean): readonly Room[] {
  if (!ownRoom) return rooms.filter(allows);
  return rooms.filter((room) => room.path === ownRoom && (room.bare || allows(room)));
}

/** The rail and the room that is open. */
export function Shell() {
  const { t } = useTranslation();
  const { user, enterprise } = useMe();
  const lost = useWindow((state) => state.connection === 'lost');
  const isOn = useIsOn();
  const doesWork = useDoes();
  const ordering = doesWork('landing_ordering');
  const open = roomsOfWindow(
    ({ allows, subsystem, line }) =>
      allows(user.permissions) &&
      (subsystem === undefined || isOn(subsystem)) &&
      (line === undefined || does(enterprise.work, line)),
  );
  const onRail = open.filter(({ offRail }) => !(typeof offRail === 'function' ? offRail(user.permissions) : offRail));
  const here = useHere();
  // A kitchen's tablet opens with the kitchen.
  const first =
    (ownRoom && open[0]) ||
    (here?.device?.kind === 'kitchen' && onRail.find(({ path }) => path === '/kitchen')) ||
    onRail[0];
  const [path] = useLocation();
  const bare = ownRoom !== undefined || open.some((room) => room.bare && path.startsWith(room.path));
  return (
    <div className="shell" data-bare={bare}>
      <LiveUpdates />
      {!bare && <FollowSync />}
      {!bare && <FollowOpenings rooms={open} />}
      {!bare && ordering && <Alerts />}
      {!bare && <Rail rooms={onRail} />}
      <main className="shell-main">
        {lost && <LostBanner>{t(($) => $.common.connection.lostHint)}</LostBanner>}
        {!bare && ordering && <DriftBanner />}
        <div className="shell-room">
          <Suspense
            fallback={
              <Center h="100%">
                <Loader />
              </Center>
            }
          >
            <Switch>
              {open.map(({ path, page: Page }) => (
                <Route key={path} path={`${path}/*?`}>
                  <PageBoundary>
                    <Page />
                  </PageBoundary>
                </Route>
              ))}
              <Route>{first ? <Redirect to={first.path} replace /> : <NoRooms />}</Route>
            </Switch>
          </Suspense>
        </div>
      </main>
      <Shortcuts />
    </div>
  );
}

function NoRooms() {
  const { t } = useTranslation();
  return (
    <Stack align="center" justify="center" h="100%" gap="xs" p="xl" ta="center">
      <Title order={1} size="h3">
        {t(($) => $.identity.noRooms.title)}
      </Title>
      <Text size="md" c="dimmed">
        {t(($) => $.identity.noRooms.detail)}
      </Text>
    </Stack>
  );
}

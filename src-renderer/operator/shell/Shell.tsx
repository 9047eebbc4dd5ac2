import {
  IconActivity,
  IconBuildingStore,
  IconClipboardCheck,
  IconCloudOff,
  IconDevices,
  IconHistory,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import type { Operator } from '#shared/enterprises/operator.ts';
import { PageBoundary } from '../../ui/PageBoundary.tsx';
import { useStanding } from '../api.ts';
import { AuditPage } from '../audit/AuditPage.tsx';
import { DevicesPage } from '../devices/DevicesPage.tsx';
import { EnterprisesPage } from '../enterprises/EnterprisesPage.tsx';
import { HealthPage } from '../health/HealthPage.tsx';
import { useFlushOnLeaving } from '../registrations/decisions.ts';
import { queueOptions } from '../registrations/queries.ts';
import { RegistrationsPage } from '../registrations/RegistrationsPage.tsx';
import { UserMenu } from './UserMenu.tsx';
import './operator.css';

const rooms = [
  { key: 'registrations', path: '/registrations', icon: IconClipboardCheck, page: RegistrationsPage },
  { key: 'enterprises', path: '/enterprises', icon: IconBuildingStore, page: EnterprisesPage },
  { key: 'devices', path: '/devices', icon: IconDevices, page: DevicesPage },
  { key: 'health', path: '/health', icon: IconActivity, page: HealthPage },
  { key: 'audit', path: '/audit', icon: IconHistory, page: AuditPage },
] as const satisfies readonly { key: string; path: string; icon: unknown; page: ComponentType }[];

/** The rail and the room that is open. */
export function Shell({ me }: { me: Operator }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const queue = useQuery(queueOptions('pending', ''));
  const waiting = queue.data?.counts.pending ?? 0;
  useFlushOnLeaving();
  const room = rooms.find((known) => path.startsWith(known.path));
  const title = room ? t(($) => $.operator.rooms[room.key]) : t(($) => $.operator.title);
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title} · Landing Desk`;
  }, [title, waiting]);
  return (
    <div className="shell">
      <div className="rail">
        <nav className="rail-rooms" aria-label={t(($) => $.operator.rooms.label)}>
          {rooms.map(({ key, path: to, icon: Icon }) => (
            <Link key={key} href={to} className="rail-item" aria-current={path.startsWith(to) ? 'page' : undefined}>
              <Icon size={26} stroke={1.6} />
              <span className="rail-name">{t(($) => $.operator.rooms[key])}</span>
              {key === 'registrations' && waiting > 0 && (
                <>
                  <span className="rail-badge" aria-hidden>
                    {waiting}
                  </span>
                  <span className="visually-hidden">{t(($) => $.common.rooms.waiting, { count: waiting })}</span>
                </>
              )}
            </Link>
          ))}
        </nav>
        <UserMenu me={me} />
      </div>
      <main className="shell-main">
        <LostBanner />
        <div className="shell-room">
          <Switch>
            {rooms.map(({ key, path: to, page: Page }) => (
              <Route key={key} path={`${to}/*?`}>
                <PageBoundary>
                  <Page />
                </PageBoundary>
              </Route>
            ))}
            <Route>
              <Redirect to="/registrations" replace />
            </Route>
          </Switch>
        </div>
      </main>
    </div>
  );
}

/** Says, across the whole room, that the cloud does not answer and what that means. */
function LostBanner() {
  const { t } = useTranslation();
  const lost = useStanding((state) => state.lost);
  if (!lost) return null;
  return (
    <div className="lost-banner" role="alert">
      <IconCloudOff size={20} aria-hidden />
      {t(($) => $.operator.connection.lostHint)}
    </div>
  );
}

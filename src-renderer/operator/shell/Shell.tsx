import {
  IconActivity,
  IconBell,
  IconBuildingStore,
  IconClipboardCheck,
  IconDevices,
  IconHistory,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operator } from '#shared/enterprises/operator.ts';
import { OperatorShell } from '../../ui/shell/OperatorShell.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { useStanding } from '../api.ts';
import { AuditPage } from '../audit/AuditPage.tsx';
import { DevicesPage } from '../devices/DevicesPage.tsx';
import { EnterprisesPage } from '../enterprises/EnterprisesPage.tsx';
import { HealthPage } from '../health/HealthPage.tsx';
import { NoticesPage } from '../notices/NoticesPage.tsx';
import { useFlushOnLeaving } from '../registrations/decisions.ts';
import { queueOptions } from '../registrations/queries.ts';
import { RegistrationsPage } from '../registrations/RegistrationsPage.tsx';
import { KeyList } from './KeyList.tsx';
import { Person } from './Person.tsx';

// The rules of passwords bring every sentence of errors with them.
const PasswordSheet = lazy(() => import('./PasswordSheet.tsx'));

const rooms = [
  { key: 'registrations', path: '/registrations', icon: IconClipboardCheck, page: RegistrationsPage },
  { key: 'enterprises', path: '/enterprises', icon: IconBuildingStore, page: EnterprisesPage },
  { key: 'devices', path: '/devices', icon: IconDevices, page: DevicesPage },
  { key: 'notices', path: '/notices', icon: IconBell, page: NoticesPage },
  { key: 'health', path: '/health', icon: IconActivity, page: HealthPage },
  { key: 'audit', path: '/audit', icon: IconHistory, page: AuditPage },
] as const;

/** The rail and the room that is open. */
export function Shell({ me }: { me: Operator }) {
  const { t } = useTranslation();
  const lost = useStanding((state) => state.lost);
  const [sheet, setSheet] = useState<'keys' | 'password' | null>(null);
  const count = useQuery(queueOptions('pending', '')).data?.counts.pending ?? 0;
  useFlushOnLeaving();
  const showKeys = () => setSheet('keys');
  usePageKeys({ '?': showKeys, '？': showKeys });
  const close = () => setSheet(null);
  return (
    <>
      <OperatorShell
        product="Landing Desk"
        label={t(($) => $.common.rooms.label)}
        rooms={rooms.map(({ key, ...room }) => ({
          ...room,
          name: t(($) => $.operator.rooms[key]),
          waiting: key === 'registrations' ? { count, words: t(($) => $.common.rooms.waiting, { count }) } : undefined,
        }))}
        lost={lost ? t(($) => $.operator.connection.lostHint) : undefined}
        person={{
          name: me.name,
          panel: (leave) => (
            <Person
              name={me.name}
              onKeys={() => {
                leave();
                showKeys();
              }}
              onPassword={() => {
                leave();
                setSheet('password');
              }}
            />
          ),
        }}
      />
      <KeyList opened={sheet === 'keys'} onClose={close} />
      <Suspense>{sheet === 'password' && <PasswordSheet me={me} onClose={close} />}</Suspense>
    </>
  );
}

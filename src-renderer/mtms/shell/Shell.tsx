import { IconLogout } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Overview } from '#shared/bench/operator.ts';
import { useSignOut } from '../../ui/restSession.ts';
import { OperatorShell } from '../../ui/shell/OperatorShell.tsx';
import { MenuEntry, UserPanel } from '../../ui/shell/UserMenu.tsx';
import { call, useStanding } from '../api.ts';
import { overviewOptions } from '../queries.ts';
import { keepPageKey } from '../session.ts';
import { rooms } from './rooms.ts';

/** The rail and the room that is open. */
export function Shell({ overview: first }: { overview: Overview }) {
  const { t } = useTranslation();
  const { data: overview = first } = useQuery(overviewOptions);
  const lost = useStanding((state) => state.lost);
  return (
    <OperatorShell
      product="MTMS"
      label={t(($) => $.common.rooms.label)}
      rooms={rooms.map(({ key, needs, ...room }) => {
        const count = needs?.(overview.counts) ?? 0;
        return {
          ...room,
          name: t(($) => $.mtms.rooms[key]),
          waiting: { count, words: t(($) => $.mtms.needed, { count }) },
        };
      })}
      lost={lost ? t(($) => $.mtms.lost) : undefined}
      person={{ name: overview.by, panel: () => <Person overview={overview} /> }}
    />
  );
}

function Person({ overview: { by, version, database } }: { overview: Overview }) {
  const { t } = useTranslation();
  const signOut = useSignOut({
    useStanding,
    end: () => call('DELETE', '/session'),
    forget: () => keepPageKey(null),
  });
  return (
    <UserPanel
      name={by}
      detail={t(($) => $.mtms.program[database], { version })}
      leave={
        <MenuEntry icon={<IconLogout size={20} />} loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t(($) => $.mtms.signOut)}
        </MenuEntry>
      }
    />
  );
}

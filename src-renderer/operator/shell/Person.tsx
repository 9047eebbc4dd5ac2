import { IconKey, IconKeyboard, IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSignOut } from '../../ui/restSession.ts';
import { MenuEntry, UserPanel } from '../../ui/shell/UserMenu.tsx';
import { call, useStanding } from '../api.ts';
import { flushDecisions } from '../registrations/decisions.ts';

interface PersonProps {
  readonly name: string;
  readonly onKeys: () => void;
  readonly onPassword: () => void;
}

/** The signed-in operator's own menu: keys, password, look, language, sign out. */
export function Person({ name, onKeys, onPassword }: PersonProps) {
  const { t } = useTranslation();
  const signOut = useSignOut({
    useStanding,
    end: async () => {
      await flushDecisions();
      await call('DELETE', '/session');
    },
  });
  return (
    <UserPanel
      name={name}
      detail={t(($) => $.operator.title)}
      entries={
        <>
          <MenuEntry icon={<IconKeyboard size={20} />} onClick={onKeys}>
            {t(($) => $.operator.me.shortcuts)}
          </MenuEntry>
          <MenuEntry icon={<IconKey size={20} />} onClick={onPassword}>
            {t(($) => $.operator.me.password)}
          </MenuEntry>
        </>
      }
      leave={
        <MenuEntry icon={<IconLogout size={20} />} loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t(($) => $.operator.me.signOut)}
        </MenuEntry>
      }
    />
  );
}

import { Switch } from '@mantine/core';
import { IconInfoCircle, IconKeyboard, IconLogout, IconUserCircle, IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { MenuEntry, UserPanel } from '../../ui/shell/UserMenu.tsx';
import { useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import { useEnter, useMe } from '../session.ts';
import { playSound } from '../sounds.ts';
import { usePreferences, useWindow } from '../window.ts';

/** What a person can do for themselves: hand over, account, look, language, sound, sign out. */
export function Person({ onLeave, onSwitch }: { onLeave: () => void; onSwitch: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { user, enterprise } = useMe();
  const enter = useEnter();
  const [, navigate] = useLocation();
  const soundOn = usePreferences((state) => state.soundOn);
  const signOut = useMutation(trpc.identity.logout.mutationOptions({ onSuccess: enter, onError: noticeError }));
  const leave = (next: () => void) => {
    onLeave();
    next();
  };
  return (
    <UserPanel
      name={user.displayName}
      detail={enterprise.name}
      entries={
        <>
          <MenuEntry icon={<IconUsers size={20} />} onClick={() => leave(onSwitch)}>
            {t(($) => $.identity.user.switch)}
          </MenuEntry>
          <MenuEntry icon={<IconUserCircle size={20} />} onClick={() => leave(() => navigate('/account'))}>
            {t(($) => $.account.title)}
          </MenuEntry>
          <MenuEntry
            icon={<IconKeyboard size={20} />}
            onClick={() => leave(() => useWindow.setState({ shortcutsOpen: true }))}
          >
            {t(($) => $.common.view.shortcuts)}
          </MenuEntry>
          <MenuEntry icon={<IconInfoCircle size={20} />} onClick={() => leave(() => navigate('/about'))}>
            {t(($) => $.about.open)}
          </MenuEntry>
        </>
      }
      choices={
        <Switch
          className="touch-switch"
          size="md"
          mt={4}
          checked={soundOn}
          label={soundOn ? t(($) => $.common.view.soundOn) : t(($) => $.common.view.soundOff)}
          onChange={(event) => {
            usePreferences.setState({ soundOn: event.currentTarget.checked });
            playSound('call');
          }}
        />
      }
      leave={
        <MenuEntry icon={<IconLogout size={20} />} onClick={() => signOut.mutate()}>
          {t(($) => $.identity.user.signOut)}
        </MenuEntry>
      }
    />
  );
}

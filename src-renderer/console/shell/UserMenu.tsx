import {
  Avatar,
  Button,
  Divider,
  Popover,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { IconInfoCircle, IconKeyboard, IconLogout, IconUserCircle, IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { type Language, languages } from '#shared/languages.ts';
import { chooseLanguage, currentLanguage } from '../../ui/i18n/i18n.ts';
import { useTRPC } from '../api.ts';
import { SwitchUser } from '../identity/SwitchUser.tsx';
import { noticeError } from '../notices.tsx';
import { useEnter, useMe } from '../session.ts';
import { playSound } from '../sounds.ts';
import { usePreferences, useWindow } from '../window.ts';

const languageNames: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };

/** The person at this computer, and how the window looks and speaks. */
export function UserMenu() {
  const { t } = useTranslation();
  const { user } = useMe();
  const [opened, setOpened] = useState(false);
  const [switching, setSwitching] = useState(false);
  const label = t(($) => $.common.view.menu, { name: user.displayName });
  return (
    <>
      <Popover position="right-end" width={320} shadow="md" opened={opened} onChange={setOpened} trapFocus>
        <Popover.Target>
          <UnstyledButton
            onClick={() => setOpened(!opened)}
            aria-label={label}
            mih={52}
            style={{ display: 'grid', placeItems: 'center' }}
          >
            <Avatar color="accent" variant="filled" radius="xl" size={44} alt="">
              {initialOf(user.displayName)}
            </Avatar>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown p={0} py={4} aria-label={label}>
          <UserPanel onLeave={() => setOpened(false)} onSwitch={() => setSwitching(true)} />
        </Popover.Dropdown>
      </Popover>
      <SwitchUser opened={switching} onClose={() => setSwitching(false)} />
    </>
  );
}

/** What a person can do for themselves: hand over, account, look, language, sound, sign out. */
export function UserPanel({ onLeave, onSwitch }: { onLeave: () => void; onSwitch: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { user, enterprise } = useMe();
  const enter = useEnter();
  const [, navigate] = useLocation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const soundOn = usePreferences((state) => state.soundOn);
  const signOut = useMutation(trpc.identity.logout.mutationOptions({ onSuccess: enter, onError: noticeError }));
  const leave = (next: () => void) => {
    onLeave();
    next();
  };
  return (
    <div>
      <Stack gap={0} px="sm" py="xs">
        <Text fw={650} size="md">
          {user.displayName}
        </Text>
        <Text c="dimmed" size="sm">
          {enterprise.name}
        </Text>
      </Stack>
      <Divider my={4} />
      <Stack gap={0} px={4}>
        <Entry icon={<IconUsers size={20} />} onClick={() => leave(onSwitch)}>
          {t(($) => $.identity.user.switch)}
        </Entry>
        <Entry icon={<IconUserCircle size={20} />} onClick={() => leave(() => navigate('/account'))}>
          {t(($) => $.account.title)}
        </Entry>
        <Entry
          icon={<IconKeyboard size={20} />}
          onClick={() => leave(() => useWindow.setState({ shortcutsOpen: true }))}
        >
          {t(($) => $.common.view.shortcuts)}
        </Entry>
        <Entry icon={<IconInfoCircle size={20} />} onClick={() => leave(() => navigate('/about'))}>
          {t(($) => $.about.open)}
        </Entry>
      </Stack>
      <Divider my={4} />
      <Stack gap="xs" px="sm" py="xs">
        <Choice label={t(($) => $.common.view.theme)}>
          <SegmentedControl
            className="touch-segments"
            fullWidth
            size="md"
            aria-label={t(($) => $.common.view.theme)}
            value={colorScheme}
            onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
            data={[
              { value: 'light', label: t(($) => $.common.view.light) },
              { value: 'dark', label: t(($) => $.common.view.dark) },
              { value: 'auto', label: t(($) => $.common.view.auto) },
            ]}
          />
        </Choice>
        <Choice label={t(($) => $.common.view.language)}>
          <SegmentedControl
            className="touch-segments"
            fullWidth
            size="md"
            aria-label={t(($) => $.common.view.language)}
            value={currentLanguage()}
            onChange={(value) => chooseLanguage(value === 'en' ? 'en' : 'zh-CN')}
            data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
          />
        </Choice>
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
      </Stack>
      <Divider my={4} />
      <Stack gap={0} px={4}>
        <Entry icon={<IconLogout size={20} />} onClick={() => signOut.mutate()}>
          {t(($) => $.identity.user.signOut)}
        </Entry>
      </Stack>
    </div>
  );
}

function Entry({ icon, onClick, children }: { icon: ReactNode; onClick: () => void; children: ReactNode }) {
  return (
    <Button variant="subtle" color="done" size="md" justify="start" fw={500} leftSection={icon} onClick={onClick}>
      {children}
    </Button>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        {label}
      </Text>
      {children}
    </div>
  );
}

/** The first letter a person is known by. */
function initialOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '';
}

import {
  Avatar,
  Button,
  Divider,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { IconKey, IconKeyboard, IconLogout } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operator } from '#shared/enterprises/operator.ts';
import { chooseLanguage, currentLanguage } from '../../ui/i18n/i18n.ts';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { call, noticeError } from '../api.ts';
import { flushDecisions } from '../registrations/decisions.ts';
import { KeyList } from './KeyList.tsx';

// The rules of passwords bring every sentence of errors with them.
const PasswordSheet = lazy(() => import('./PasswordSheet.tsx'));

/** The signed-in person's own menu: look, language, password, sign out. */
export function UserMenu({ me }: { me: Operator }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [opened, setOpened] = useState(false);
  const [changing, setChanging] = useState(false);
  const [keysShown, setKeysShown] = useState(false);
  usePageKeys({ '?': () => setKeysShown(true), '？': () => setKeysShown(true) });
  const label = t(($) => $.operator.me.menu, { name: me.name });
  const signOut = useMutation({
    mutationFn: async () => {
      await flushDecisions();
      await call('DELETE', '/session');
    },
    onSuccess: async () => {
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
      await queryClient.resetQueries();
    },
    onError: noticeError,
  });
  return (
    <>
      <Popover position="right-end" width={300} shadow="md" opened={opened} onChange={setOpened} trapFocus>
        <Popover.Target>
          <UnstyledButton className="user-button" aria-label={label} onClick={() => setOpened(!opened)}>
            <Avatar color="accent" variant="filled" radius="xl" size={44} alt="">
              {[...me.name][0]?.toUpperCase()}
            </Avatar>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown p={8} aria-label={label}>
          <Text fw={650} size="md" px="xs" py={4}>
            {me.name}
          </Text>
          <Stack gap="xs" px="xs" py="xs">
            <SegmentedControl
              className="touch-segments"
              fullWidth
              size="sm"
              aria-label={t(($) => $.common.view.theme)}
              value={colorScheme}
              onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
              data={[
                { value: 'light', label: t(($) => $.common.view.light) },
                { value: 'dark', label: t(($) => $.common.view.dark) },
                { value: 'auto', label: t(($) => $.common.view.auto) },
              ]}
            />
            <SegmentedControl
              className="touch-segments"
              fullWidth
              size="sm"
              aria-label={t(($) => $.common.view.language)}
              value={currentLanguage()}
              onChange={(value) => chooseLanguage(value === 'en' ? 'en' : 'zh-CN')}
              data={[
                { value: 'zh-CN', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </Stack>
          <Divider my={4} />
          <Stack gap={0}>
            <Button
              variant="subtle"
              color="done"
              size="md"
              justify="start"
              fw={500}
              leftSection={<IconKeyboard size={20} />}
              onClick={() => {
                setOpened(false);
                setKeysShown(true);
              }}
            >
              {t(($) => $.operator.me.shortcuts)}
            </Button>
            <Button
              variant="subtle"
              color="done"
              size="md"
              justify="start"
              fw={500}
              leftSection={<IconKey size={20} />}
              onClick={() => {
                setOpened(false);
                setChanging(true);
              }}
            >
              {t(($) => $.operator.me.password)}
            </Button>
            <Button
              variant="subtle"
              color="done"
              size="md"
              justify="start"
              fw={500}
              leftSection={<IconLogout size={20} />}
              loading={signOut.isPending}
              onClick={() => signOut.mutate()}
            >
              {t(($) => $.operator.me.signOut)}
            </Button>
          </Stack>
        </Popover.Dropdown>
      </Popover>
      <KeyList opened={keysShown} onClose={() => setKeysShown(false)} />
      <Suspense>{changing && <PasswordSheet me={me} onClose={() => setChanging(false)} />}</Suspense>
    </>
  );
}

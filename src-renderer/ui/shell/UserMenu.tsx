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
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageChoice } from '../LanguageChoice.tsx';

interface UserMenuProps {
  /** Who is signed in. */
  readonly name: string;
  readonly children: (close: () => void) => ReactNode;
}

/** The signed-in person at the rail's foot, and what opens there. */
export function UserMenu({ name, children }: UserMenuProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const label = t(($) => $.common.view.menu, { name });
  return (
    <Popover position="right-end" width={320} shadow="md" opened={opened} onChange={setOpened} trapFocus>
      <Popover.Target>
        <UnstyledButton className="user-button" aria-label={label} onClick={() => setOpened(!opened)}>
          <Avatar color="accent" variant="filled" radius="xl" size={44} alt="">
            {initialOf(name)}
          </Avatar>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={label}>
        {children(() => setOpened(false))}
      </Popover.Dropdown>
    </Popover>
  );
}

interface UserPanelProps {
  readonly name: string;
  /** What is to be known beside the name. */
  readonly detail: string | undefined;
  /** What the person can open, as `MenuEntry`s. */
  readonly entries?: ReactNode;
  /** Further choices below look and language. */
  readonly choices?: ReactNode;
  /** The way out. */
  readonly leave: ReactNode;
}

/** Who is signed in and what they can do for themselves; how the window looks and speaks; the way out. */
export function UserPanel({ name, detail, entries, choices, leave }: UserPanelProps) {
  const { t } = useTranslation();
  return (
    <div className="user-panel">
      <Stack gap={0} px="sm" py="xs">
        <Text fw={650} size="md">
          {name}
        </Text>
        {detail && <Text className="hint">{detail}</Text>}
      </Stack>
      {entries && (
        <>
          <Divider my={4} />
          <Stack gap={0} px={4}>
            {entries}
          </Stack>
        </>
      )}
      <Divider my={4} />
      <Stack gap="xs" px="sm" py="xs">
        <Choice label={t(($) => $.common.view.theme)}>
          <ThemeChoice />
        </Choice>
        <Choice label={t(($) => $.common.view.language)}>
          <LanguageChoice fullWidth />
        </Choice>
        {choices}
      </Stack>
      <Divider my={4} />
      <Stack gap={0} px={4}>
        {leave}
      </Stack>
    </div>
  );
}

interface MenuEntryProps {
  readonly icon: ReactNode;
  readonly loading?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** One thing to do in the person's menu. */
export function MenuEntry({ icon, loading = false, onClick, children }: MenuEntryProps) {
  return (
    <Button
      variant="subtle"
      color="done"
      size="md"
      justify="start"
      fw={500}
      leftSection={icon}
      loading={loading}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

function ThemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
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

import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '../keyboard.ts';
import { type ShortcutAction, shortcutKeys } from '../shortcuts.ts';
import { useWindow } from '../window.ts';

const listed = Object.keys(shortcutKeys) as ShortcutAction[];

/** The list of keys, opened with `?`. */
export function Shortcuts() {
  const { t } = useTranslation();
  const opened = useWindow((state) => state.shortcutsOpen);
  useShortcut('help', () => useWindow.setState({ shortcutsOpen: true }));
  return (
    <Modal
      opened={opened}
      onClose={() => useWindow.setState({ shortcutsOpen: false })}
      title={t(($) => $.common.view.shortcuts)}
      centered
    >
      <Stack gap="sm">
        {listed.map((action) => (
          <Group key={action} justify="space-between">
            <Text size="md">{t(($) => $.counter.shortcuts[action])}</Text>
            <Kbd size="md">{shortcutKeys[action]}</Kbd>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}

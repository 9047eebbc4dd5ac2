import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SheetHead } from '../../ui/SheetHead.tsx';
import { useShortcut } from '../keyboard.ts';
import { type ShortcutAction, shortcutKeys } from '../shortcuts.ts';
import { useWindow } from '../window.ts';

const listed = Object.keys(shortcutKeys) as ShortcutAction[];

/** The list of keys, opened with `?`. */
export function Shortcuts() {
  const { t } = useTranslation();
  const opened = useWindow((state) => state.shortcutsOpen);
  useShortcut('help', () => useWindow.setState({ shortcutsOpen: true }));
  const title = t(($) => $.common.view.shortcuts);
  const close = () => useWindow.setState({ shortcutsOpen: false });
  return (
    <Modal
      opened={opened}
      onClose={close}
      withCloseButton={false}
      padding={0}
      attributes={{ content: { 'aria-label': title } }}
      centered
    >
      <SheetHead title={title} onClose={close} />
      <Stack gap="sm" p="md">
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

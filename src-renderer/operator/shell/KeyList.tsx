import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SheetHead } from '../../ui/SheetHead.tsx';

const keys = [
  ['approve', 'A'],
  ['ask', 'Q'],
  ['reject', 'R'],
  ['undo', 'Z'],
  ['next', 'J ↓'],
  ['previous', 'K ↑'],
  ['document', '1 … 9'],
  ['search', '/'],
  ['help', '?'],
] as const;

/** The keys of the console, opened with `?`. */
export function KeyList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const title = t(($) => $.operator.keys.title);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      attributes={{ content: { 'aria-label': title } }}
      centered
    >
      <SheetHead title={title} onClose={onClose} />
      <Stack gap="sm" p="md">
        {keys.map(([name, key]) => (
          <Group key={name} justify="space-between">
            <Text size="md">{t(($) => $.operator.keys[name])}</Text>
            <Kbd size="md">{key}</Kbd>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}

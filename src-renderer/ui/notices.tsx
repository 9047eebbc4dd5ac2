import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import i18next from 'i18next';

function closeButton() {
  return { 'aria-label': i18next.t(($) => $.common.close), size: 44 };
}

/** Says in a sentence of one's own that something failed. */
export function noticeTrouble(message: string): void {
  notifications.show({
    id: `error:${message}`,
    closeButtonProps: closeButton(),
    color: 'trouble',
    icon: <IconAlertTriangle size={18} />,
    title: i18next.t(($) => $.common.failed.title),
    message,
    autoClose: 10_000,
    role: 'alert',
  });
}

/**
 * Says what was done; with `undo`, offers to take it back for as long as the notice is there: whoever has the pointer or
 * the focus on it keeps it. `onGone` is called when it goes, also after `undo`. Gives the way to put it away.
 */
export function noticeDone(message: string, undo?: () => void, onGone: () => void = () => {}): () => void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    closeButtonProps: closeButton(),
    color: 'ready',
    icon: <IconCheck size={18} />,
    autoClose: undo ? 8000 : 4000,
    onClose: onGone,
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="md">{message}</Text>
        <Button
          variant="default"
          size="md"
          onClick={() => {
            undo();
            notifications.hide(id);
          }}
        >
          {i18next.t(($) => $.common.undo)}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
  return () => void notifications.hide(id);
}

/** Says something that is neither a success nor a failure. */
export function noticeInfo(message: string): void {
  notifications.show({
    closeButtonProps: closeButton(),
    color: 'progress',
    icon: <IconInfoCircle size={18} />,
    message,
    autoClose: 6000,
  });
}

import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import i18next from 'i18next';
import { permissionActions, permissionEntities } from '#shared/identity/permissions.ts';
import { problemOf } from './api.ts';
import { DesktopCallError } from './desktop.ts';

/** What to tell a person about an error: the landing's own sentence, or that it did not answer. */
export function describeError(error: unknown): string {
  if (error instanceof DesktopCallError) return i18next.t(($) => $.computer.failed);
  const problem = problemOf(error);
  if (!problem) return i18next.t(($) => $.common.failed.noAnswer);
  const entity = permissionEntities.find((known) => known === problem['entity']);
  const action = permissionActions.find((known) => known === problem['action']);
  if (problem.code !== 'permission_denied' || !entity || !action) return problem.detail;
  // The landing names a right by its keys; people know it by its words.
  return i18next.t(($) => $.common.failed.notAllowed, {
    what: i18next.t(($) => $.people.entities[entity].name),
    how: i18next.t(($) => $.people.actions[action]),
  });
}

function closeButton() {
  return { 'aria-label': i18next.t(($) => $.common.close), size: 44 };
}

/** Says that something failed, and why. */
export function noticeError(error: unknown): void {
  noticeTrouble(describeError(error));
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

/** Says what was done; with `undo`, offers to take it back. */
export function noticeDone(message: string, undo?: () => void): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    closeButtonProps: closeButton(),
    color: 'ready',
    icon: <IconCheck size={18} />,
    autoClose: undo ? 8000 : 4000,
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="md">{message}</Text>
        <Button
          variant="default"
          size="md"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {i18next.t(($) => $.common.undo)}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
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

import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { IconCopy, IconLock, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Permissions, readyRoleKeys } from '#shared/identity/permissions.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMay, useMe } from '../session.ts';
import { Matrix } from './Matrix.tsx';
import { withRight } from './matrix.ts';
import { type Person, type Role, useRefreshPeople, useRoleName } from './usePeople.ts';

/** What a copy of rights looks like on the wire. */
function wire(permissions: Permissions) {
  return {
    actions: Object.fromEntries(
      Object.entries(permissions.actions).map(([entity, actions]) => [entity, { ...actions }]),
    ),
    fields: Object.fromEntries(Object.entries(permissions.fields).map(([entity, fields]) => [entity, { ...fields }])),
  };
}

interface RoleSheetProps {
  /** Absent for a new role. */
  readonly role: Role | undefined;
  readonly users: readonly Person[];
  readonly onClose: () => void;
}

/** What a role may do; the house's own roles can be changed. */
export function RoleSheet({ role: opened, users, onClose }: RoleSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const { user } = useMe();
  const refresh = useRefreshPeople();
  const roleName = useRoleName();
  const [isCopy, setIsCopy] = useState(false);
  const role = isCopy ? undefined : opened;
  const readyKey = readyRoleKeys.find((key) => key === role?.key);
  const readOnly = readyKey !== undefined || !may('role', role ? 'update' : 'create');
  const [name, setName] = useState(opened?.name ?? '');
  const [permissions, setPermissions] = useState<Permissions>(opened?.permissions ?? { actions: {}, fields: {} });
  const held = role !== undefined && users.some((person) => person.roleIds.includes(role.id));
  const save = useMutation(
    trpc.identity.roles.save.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(t(($) => $.people.role.saved, { name: name.trim() }));
      },
    }),
  );
  const recreate = useMutation(trpc.identity.roles.save.mutationOptions({ onSettled: refresh, onError: noticeError }));
  const remove = useMutation(
    trpc.identity.roles.delete.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        if (!role) return;
        noticeDone(
          t(($) => $.people.role.deleted, { name: role.name }),
          () => recreate.mutate({ name: role.name, permissions: wire(role.permissions) }),
        );
      },
    }),
  );
  const failed = save.error ?? remove.error;
  return (
    <Sheet
      opened
      size={760}
      title={role ? roleName(role) : t(($) => $.people.role.add)}
      onClose={onClose}
      submitting={save.isPending}
      disabled={name.trim() === ''}
      failure={failed ? describeError(failed) : undefined}
      {...(readOnly
        ? {}
        : {
            onSubmit: () =>
              save.mutate({ ...(role ? { roleId: role.id } : {}), name: name.trim(), permissions: wire(permissions) }),
          })}
      extra={
        role && !readyKey && !held && may('role', 'delete') ? (
          <Button
            variant="subtle"
            color="trouble"
            size="md"
            leftSection={<IconTrash size={18} />}
            loading={remove.isPending}
            onClick={() => remove.mutate({ roleId: role.id })}
          >
            {t(($) => $.office.delete)}
          </Button>
        ) : undefined
      }
    >
      <Stack gap="md">
        {readyKey && (
          <Alert variant="light" color="done" icon={<IconLock />}>
            <Stack gap="sm" align="start">
              {t(($) => $.people.role.readyExplained)}
              {may('role', 'create') && (
                <Button
                  variant="default"
                  size="sm"
                  leftSection={<IconCopy size={16} />}
                  onClick={() => {
                    setName('');
                    setIsCopy(true);
                  }}
                >
                  {t(($) => $.people.role.copy)}
                </Button>
              )}
            </Stack>
          </Alert>
        )}
        {!readOnly && (
          <TextInput
            size="md"
            label={t(($) => $.people.role.name)}
            maxLength={40}
            value={name}
            {...(role ? {} : { 'data-autofocus': true })}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Matrix
          permissions={permissions}
          limit={user.permissions}
          {...(readOnly
            ? {}
            : { onChange: (entity, action, scope) => setPermissions((p) => withRight(p, entity, action, scope)) })}
        />
      </Stack>
    </Sheet>
  );
}

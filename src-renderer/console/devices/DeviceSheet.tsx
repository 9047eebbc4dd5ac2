import { Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { type Device, useRefreshDevices } from './useDevices.ts';

/** One device: its name, what it is, and the way to put it out. */
export function DeviceSheet({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const refresh = useRefreshDevices();
  const [name, setName] = useState(device.name);
  const done = (said: string) => async () => {
    await refresh();
    noticeDone(said);
    onClose();
  };
  const rename = useMutation(
    trpc.lan.devices.rename.mutationOptions({ onSuccess: done(t(($) => $.devices.list.saved, { name: name.trim() })) }),
  );
  const revoke = useMutation(
    trpc.lan.devices.revoke.mutationOptions({
      onSuccess: done(t(($) => $.devices.list.removed, device)),
      onError: noticeError,
    }),
  );
  const mayRename = may('device', 'update');
  return (
    <Sheet
      title={device.name}
      opened
      onClose={onClose}
      {...(mayRename ? { onSubmit: () => rename.mutate({ deviceId: device.id, name }) } : {})}
      submitting={rename.isPending}
      disabled={name.trim() === '' || name.trim() === device.name}
      failure={rename.isError ? describeError(rename.error) : undefined}
    >
      <Stack gap="md">
        <TextInput
          size="md"
          label={t(($) => $.devices.pair.name)}
          value={name}
          readOnly={!mayRename}
          maxLength={40}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Text className="hint" style={{ overflowWrap: 'anywhere' }}>
          {t(($) => $.devices.list.paired, { date: formatDateTime(device.createdAt, currentLanguage()) })}
          <br />
          {device.client}
        </Text>
        {may('device', 'delete') && (
          <TwoStepButton
            label={t(($) => $.devices.list.remove)}
            icon={<IconTrash size={18} />}
            explanation={t(($) => $.devices.list.removeExplained, device)}
            confirm={t(($) => $.devices.list.removeConfirm)}
            pending={revoke.isPending}
            onConfirm={() => revoke.mutate({ deviceId: device.id })}
          />
        )}
      </Stack>
    </Sheet>
  );
}

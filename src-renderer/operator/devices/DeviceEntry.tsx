import { Group } from '@mantine/core';
import { IconBan, IconServer, IconShieldCheck, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CloudDevice } from '#shared/enterprises/devices.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { Ago } from '../age.tsx';
import { RevokeButton } from './RevokeButton.tsx';

/** A computer of an enterprise, with the one thing an operator does to it. */
export function DeviceEntry({ device }: { device: CloudDevice }) {
  const { t } = useTranslation();
  return (
    <div className="sheet-record device-entry">
      <div>
        <Group gap="xs">
          <span className="row-name">{device.name}</span>
          <DeviceChips device={device} />
        </Group>
        <span className="hint">
          {t(($) => $.operator.devices.seen)} <Ago at={device.seenAt} />
          {device.behind !== null && device.behind > 0 && (
            <> · {t(($) => $.operator.devices.behind, { count: device.behind })}</>
          )}
        </span>
      </div>
      {device.revokedAt === null && <RevokeButton id={device.id} name={device.name} />}
    </div>
  );
}

/** What a computer may do, and whether it still may. */
export function DeviceChips({ device }: { device: Omit<CloudDevice, 'behind'> }) {
  const { t } = useTranslation();
  return (
    <>
      {device.revokedAt !== null && (
        <StateChip state="done" icon={IconBan}>
          {t(($) => $.operator.devices.revoked)}
        </StateChip>
      )}
      {device.administers && (
        <StateChip state="progress" icon={IconShieldCheck}>
          {t(($) => $.operator.devices.administers)}
        </StateChip>
      )}
      {device.hosted && (
        <StateChip state="done" icon={IconServer}>
          {t(($) => $.operator.devices.hosted)}
        </StateChip>
      )}
      {device.scope === 'personal' && (
        <StateChip state="done" icon={IconUser}>
          {t(($) => $.operator.devices.scope.personal)}
        </StateChip>
      )}
    </>
  );
}

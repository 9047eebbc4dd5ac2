import { Text, UnstyledButton } from '@mantine/core';
import { IconMoon, IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/Age.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { kindIcons } from './kinds.ts';
import { type Device, useHere } from './useDevices.ts';

/** Every paired device: what it is for, whether it is there. */
export function DeviceList({ devices, onOpen }: { devices: readonly Device[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const here = useHere();
  return (
    <section className="panel panel-section" aria-labelledby="devices-title">
      <h2 className="section-title" id="devices-title">
        {t(($) => $.devices.pair.title)}
      </h2>
      <Text className="hint">{t(($) => $.devices.pair.hint)}</Text>
      {devices.length === 0 && (
        <Text size="md" mt="sm">
          {t(($) => $.devices.list.empty)}
        </Text>
      )}
      <ul className="device-list">
        {devices.map((device) => {
          const Icon = kindIcons[device.kind];
          return (
            <li key={device.id}>
              <UnstyledButton className="device" onClick={() => onOpen(device.id)}>
                <span className="visually-hidden">{t(($) => $.devices.list.edit, device)}</span>
                <Icon size={28} stroke={1.6} />
                <span className="device-names">
                  <span className="device-name">
                    {device.name}
                    {device.id === here?.device?.id && (
                      <span className="hint"> {t(($) => $.devices.list.thisOne)}</span>
                    )}
                  </span>
                  <span className="hint">
                    {t(($) => $.devices.pair.kinds[device.kind].name)} · {device.address} ·{' '}
                    {t(($) => $.devices.list.seen)} <Age at={device.seenAt} dated />
                  </span>
                </span>
                {device.connected ? (
                  <StateChip state="ready" icon={IconPlugConnected}>
                    {t(($) => $.devices.list.connected)}
                  </StateChip>
                ) : (
                  <StateChip state="done" icon={IconMoon}>
                    {t(($) => $.devices.list.away)}
                  </StateChip>
                )}
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

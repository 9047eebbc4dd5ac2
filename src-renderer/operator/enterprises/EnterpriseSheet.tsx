import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { IconBan, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { EnterpriseDetail } from '#shared/enterprises/operator.ts';
import { isOn, type Subsystem, subsystems } from '#shared/enterprises/subsystems.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { noticeDone } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { describeError } from '../api.ts';
import { DeviceEntry } from '../devices/DeviceEntry.tsx';
import { CodeField } from './CodeField.tsx';
import { ContactSection } from './ContactSection.tsx';
import { MakeCode } from './MakeCode.tsx';
import { enterpriseOptions, useChangeEnterprise } from './queries.ts';
import './enterprises.css';

/** One enterprise: its state, code, switches and computers. Whatever is changed here can be changed back. */
export function EnterpriseSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const one = useQuery(enterpriseOptions(id));
  return (
    <Sheet title={one.data?.name ?? t(($) => $.operator.enterprises.title)} opened onClose={onClose} size={560}>
      {one.data ? (
        <Stack gap="lg">
          <Standing one={one.data} />
          <CodeField id={id} code={one.data.code} />
          <Switches one={one.data} />
          <section aria-label={t(($) => $.operator.enterprises.devices)}>
            <h3 className="section-title">{t(($) => $.operator.enterprises.devices)}</h3>
            {one.data.list.length === 0 && <Text className="hint">{t(($) => $.operator.enterprises.noDevices)}</Text>}
            <Stack gap="xs" mt="xs">
              {one.data.list.map((device) => (
                <DeviceEntry key={device.id} device={device} />
              ))}
            </Stack>
          </section>
          <ContactSection id={id} />
          <MakeCode id={id} />
        </Stack>
      ) : one.isError ? (
        <LoadFailed reason={describeError(one.error)} onRetry={() => void one.refetch()} />
      ) : (
        <ListSkeleton rows={5} />
      )}
    </Sheet>
  );
}

function Standing({ one }: { one: EnterpriseDetail }) {
  const { t } = useTranslation();
  const change = useChangeEnterprise(one.enterpriseId);
  const { name } = one;
  const isActive = one.state === 'active';
  const turn = (state: 'active' | 'suspended') =>
    change.mutate(
      { state },
      {
        onSuccess: () =>
          noticeDone(
            state === 'active'
              ? t(($) => $.operator.enterprises.wasResumed, { name })
              : t(($) => $.operator.enterprises.wasSuspended, { name }),
            () => turn(state === 'active' ? 'suspended' : 'active'),
          ),
      },
    );
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <StateChip state={isActive ? 'ready' : 'trouble'}>
          {isActive ? t(($) => $.operator.enterprises.active) : t(($) => $.operator.enterprises.suspended)}
        </StateChip>
        <Button
          variant={isActive ? 'default' : 'filled'}
          size="md"
          loading={change.isPending}
          leftSection={isActive ? <IconBan size={18} /> : <IconPlayerPlay size={18} />}
          onClick={() => turn(isActive ? 'suspended' : 'active')}
        >
          {isActive ? t(($) => $.operator.enterprises.suspend) : t(($) => $.operator.enterprises.resume)}
        </Button>
      </Group>
      {!isActive && <Text className="hint">{t(($) => $.operator.enterprises.suspendedHint)}</Text>}
    </div>
  );
}

function Switches({ one }: { one: EnterpriseDetail }) {
  const { t } = useTranslation();
  const change = useChangeEnterprise(one.enterpriseId);
  const { name } = one;
  const turn = (subsystem: Subsystem, on: boolean) => {
    const part = t(($) => $.operator.parts[subsystem]);
    change.mutate(
      { switches: { [subsystem]: on } },
      {
        onSuccess: () =>
          noticeDone(
            on
              ? t(($) => $.operator.enterprises.switchedOn, { part, name })
              : t(($) => $.operator.enterprises.switchedOff, { part, name }),
            () => turn(subsystem, !on),
          ),
      },
    );
  };
  return (
    <section aria-label={t(($) => $.operator.enterprises.switches)}>
      <h3 className="section-title">{t(($) => $.operator.enterprises.switches)}</h3>
      <Text className="hint">{t(($) => $.operator.enterprises.switchesHint)}</Text>
      <div className="switches">
        {subsystems.map((subsystem) => (
          <Switch
            key={subsystem}
            className="touch-switch"
            size="md"
            label={t(($) => $.operator.parts[subsystem])}
            checked={isOn(one.switches, subsystem)}
            onChange={(event) => turn(subsystem, event.currentTarget.checked)}
          />
        ))}
      </div>
    </section>
  );
}

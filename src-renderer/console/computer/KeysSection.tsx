import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconLock, IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import type { KeyAction, KeyProtection } from '#shared/desktop/key-protection.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDate } from '../../ui/time.ts';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { useKeyProtection } from './useKeyProtection.ts';

/** How the desktop keeps the key of this computer's secrets, and what a person can do when it cannot. */
export function KeysSection({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const may = useMay();
  const { protection, change } = useKeyProtection(bridge);
  const { data } = protection;
  return (
    <section className="panel settings-section" aria-label={t(($) => $.computer.keys.title)}>
      <div className="panel-section">
        <Group gap="sm">
          <h2 className="section-title">{t(($) => $.computer.keys.title)}</h2>
          {data && <ProtectionChip state={data.state} />}
        </Group>
        <Text className="hint" mb="md">
          {t(($) => $.computer.keys.hint)}
        </Text>
        {data ? (
          <div role="status">
            <Explanation protection={data} />
            {may('device', 'delete') && (
              <Actions protection={data} pending={change.isPending} onAct={(action) => change.mutate(action)} />
            )}
          </div>
        ) : protection.isError ? (
          <LoadFailed reason={describeError(protection.error)} onRetry={() => void protection.refetch()} />
        ) : (
          <ListSkeleton rows={1} height={48} />
        )}
      </div>
    </section>
  );
}

const chips = {
  asking: { state: 'progress', icon: IconClock },
  protected: { state: 'ready', icon: IconShieldCheck },
  weak: { state: 'new', icon: IconAlertTriangle },
  unprotected: { state: 'trouble', icon: IconShieldOff },
  locked: { state: 'trouble', icon: IconLock },
} as const;

function ProtectionChip({ state }: { state: KeyProtection['state'] }) {
  const { t } = useTranslation();
  return <StateChip {...chips[state]}>{t(($) => $.computer.keys[state])}</StateChip>;
}

function Explanation({ protection }: { protection: KeyProtection }) {
  const { t } = useTranslation();
  const nameOf = (backend: string) => {
    const names: Readonly<Record<string, string>> = t(($) => $.computer.keys.backends, { returnObjects: true });
    return names[backend] ?? backend;
  };
  const explained = () => {
    switch (protection.state) {
      case 'asking':
        return t(($) => $.computer.keys.explain.asking);
      case 'weak':
        return t(($) => $.computer.keys.explain.weak, { date: formatDate(protection.acceptedAt, currentLanguage()) });
      case 'locked':
        return t(($) => $.computer.keys.explain[protection.cause], {
          backend: nameOf(protection.backend),
          recorded: nameOf(protection.recorded ?? 'unknown'),
        });
      case 'protected':
        return t(($) => $.computer.keys.explain.protected, { backend: nameOf(protection.backend) });
      case 'unprotected':
        return t(($) => $.computer.keys.explain.unprotected);
    }
  };
  return <Text size="md">{explained()}</Text>;
}

/** What can be done in a state; the ways that lose or weaken something open a dialog of the desktop first. */
const actions: Record<KeyProtection['state'], readonly KeyAction[]> = {
  asking: [],
  protected: [],
  weak: ['withdraw_weak'],
  unprotected: ['try_again', 'accept_weak'],
  locked: ['try_again', 'make_new'],
};

function Actions(props: { protection: KeyProtection; pending: boolean; onAct: (action: KeyAction) => void }) {
  const { t } = useTranslation();
  const { protection, pending, onAct } = props;
  const offered = actions[protection.state];
  if (offered.length === 0) return null;
  const labels = {
    try_again: t(($) => $.computer.keys.tryAgain),
    accept_weak: t(($) => $.computer.keys.acceptWeak),
    withdraw_weak: t(($) => $.computer.keys.withdrawWeak),
    make_new: t(($) => $.computer.keys.makeNew),
  };
  return (
    <>
      <Group gap="xs" mt="md">
        {offered.map((action) => (
          <Button
            key={action}
            size="md"
            variant={action === 'try_again' ? 'filled' : 'default'}
            disabled={pending}
            onClick={() => onAct(action)}
          >
            {labels[action]}
          </Button>
        ))}
      </Group>
      {offered.includes('make_new') && (
        <Text className="hint" mt="xs">
          {t(($) => $.computer.keys.makeNewHint)}
        </Text>
      )}
    </>
  );
}

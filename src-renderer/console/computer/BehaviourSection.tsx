import { Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { describeError } from '../notices.tsx';
import { OpenAtLogin } from './OpenAtLogin.tsx';
import { useDesktopSettings } from './useDesktopSettings.ts';

/** When the application starts, what closing its window does, and how it makes itself noticed. */
export function BehaviourSection({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const { settings, change } = useDesktopSettings(bridge);
  const { data } = settings;
  return (
    <section className="panel settings-section" aria-label={t(($) => $.computer.behaviour.title)}>
      <div className="panel-section">
        <h2 className="section-title">{t(($) => $.computer.behaviour.title)}</h2>
        <Text className="hint" mb="md">
          {t(($) => $.computer.behaviour.hint)}
        </Text>
        {data ? (
          <Stack gap="md">
            <OpenAtLogin bridge={bridge} />
            <Switch
              size="md"
              label={t(($) => $.computer.behaviour.keepInTray)}
              description={[
                t(($) => $.computer.behaviour.keepInTrayHint),
                bridge.platform === 'linux' && t(($) => $.computer.behaviour.keepInTrayLinux),
              ]
                .filter(Boolean)
                .join(' ')}
              checked={data.keepInTray}
              onChange={(event) => change.mutate({ keepInTray: event.currentTarget.checked })}
            />
            <Switch
              size="md"
              label={t(($) => $.computer.behaviour.notifications)}
              description={t(($) => $.computer.behaviour.notificationsHint)}
              checked={data.notifications}
              onChange={(event) => change.mutate({ notifications: event.currentTarget.checked })}
            />
            <Switch
              size="md"
              label={t(($) => $.computer.behaviour.keepScreenAwake)}
              description={t(($) => $.computer.behaviour.keepScreenAwakeHint)}
              checked={data.keepScreenAwake}
              onChange={(event) => change.mutate({ keepScreenAwake: event.currentTarget.checked })}
            />
          </Stack>
        ) : settings.isError ? (
          <LoadFailed reason={describeError(settings.error)} onRetry={() => void settings.refetch()} />
        ) : (
          <ListSkeleton rows={4} height={48} />
        )}
      </div>
    </section>
  );
}

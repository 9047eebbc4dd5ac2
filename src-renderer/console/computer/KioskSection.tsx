import { Button, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { describeError } from '../notices.tsx';
import { useDesktopSettings } from './useDesktopSettings.ts';
import { useScreens } from './useScreens.ts';

/** The console over the whole display, left only on purpose: for counters that nobody should wander away from. */
export function KioskSection({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const { settings, change } = useDesktopSettings(bridge);
  const { screens, act } = useScreens(bridge);
  const keys = bridge.platform === 'darwin' ? '⌘ + Shift + F11' : 'Ctrl + Shift + F11';
  const { data } = settings;
  const isLocked = screens.data?.kiosk === true;
  return (
    <section className="panel settings-section" aria-label={t(($) => $.computer.kiosk.title)}>
      <div className="panel-section">
        <h2 className="section-title">{t(($) => $.computer.kiosk.title)}</h2>
        {data ? (
          <>
            <Switch
              mt="sm"
              size="md"
              label={t(($) => $.computer.kiosk.lock)}
              description={t(($) => $.computer.kiosk.lockHint, { keys })}
              checked={data.kiosk}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ kiosk: event.currentTarget.checked })}
            />
            {data.kiosk && isLocked && (
              <Button mt="md" size="md" variant="default" onClick={() => act.mutate(() => bridge.leaveKiosk())}>
                {t(($) => $.computer.kiosk.leave)}
              </Button>
            )}
            {data.kiosk && screens.data && !isLocked && (
              <Text className="hint" mt="md" role="status">
                {t(($) => $.computer.kiosk.left, { keys })}
              </Text>
            )}
          </>
        ) : settings.isError ? (
          <LoadFailed reason={describeError(settings.error)} onRetry={() => void settings.refetch()} />
        ) : (
          <ListSkeleton rows={1} height={48} />
        )}
      </div>
    </section>
  );
}

import { Button, Text } from '@mantine/core';
import { IconClockPause, IconRotateClockwise2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UpdateStatus } from '#shared/desktop/updates.ts';
import { useSeconds } from '../../ui/time.ts';
import type { useUpdateActions } from './useUpdates.ts';

type Ready = Extract<UpdateStatus, { phase: 'ready' }>;
type Actions = ReturnType<typeof useUpdateActions>;

/** An update that lies ready: install it, or say when. While the shop is busy it says what it waits for. */
export function ReadyUpdate({ status, actions }: { status: Ready; actions: Actions }) {
  const { t } = useTranslation();
  if (status.planned !== 'no') return <Planned status={status} onTakeBack={actions.cancel} />;
  const isBusy = status.waitsFor.length > 0;
  return (
    <>
      {isBusy ? <Waits status={status} /> : <Text className="hint">{t(($) => $.updates.installNowHint)}</Text>}
      <div className="updates-actions">
        {isBusy ? (
          <Button
            size="md"
            leftSection={<IconClockPause size={18} />}
            loading={actions.isPending}
            onClick={() => actions.install('whenQuiet')}
          >
            {t(($) => $.updates.installWhenQuiet)}
          </Button>
        ) : (
          <Button
            size="md"
            leftSection={<IconRotateClockwise2 size={18} />}
            loading={actions.isPending}
            onClick={() => actions.install('now')}
          >
            {t(($) => $.updates.installNow)}
          </Button>
        )}
        <Button variant="default" size="md" disabled={actions.isPending} onClick={() => actions.install('atQuit')}>
          {t(($) => $.updates.installAtQuit)}
        </Button>
      </div>
      {isBusy && <Text className="hint">{t(($) => $.updates.installWhenQuietHint)}</Text>}
    </>
  );
}

function Waits({ status }: { status: Ready }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="md">{t(($) => $.updates.busy)}</Text>
      <ul className="updates-waits">
        {status.waitsFor.map((wait) => (
          <li key={wait}>{t(($) => $.updates.waits[wait])}</li>
        ))}
      </ul>
    </div>
  );
}

function Planned({ status, onTakeBack }: { status: Ready; onTakeBack: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="updates-name">
        {status.installsAt !== null ? (
          <Countdown until={status.installsAt} />
        ) : (
          t(($) => (status.planned === 'atQuit' ? $.updates.plannedAtQuit : $.updates.plannedWhenQuiet))
        )}
      </p>
      {status.planned === 'whenQuiet' && status.waitsFor.length > 0 && <Waits status={status} />}
      <Button variant="default" size="md" onClick={onTakeBack}>
        {t(($) => $.updates.takeBack)}
      </Button>
    </>
  );
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation();
  const now = useSeconds();
  return t(($) => $.updates.countdown, { seconds: Math.max(0, Math.ceil((until - now) / 1000)) });
}

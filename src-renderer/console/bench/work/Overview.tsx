import { Button } from '@mantine/core';
import { IconKey, IconPlug } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useHasKeys } from './useHasKeys.ts';
import { workKeys } from './useWorkKeys.ts';

interface OverviewProps {
  /** Terminals that are plugged in and ready. */
  readonly ready: number;
  /** Of those, how many the order waits for. */
  readonly ofBatch: number;
  readonly mayCollect: boolean;
  readonly onCollectAll: () => void;
}

/** In place of a card while no port is in front: how many terminals are ready, and how to begin. */
export function Overview({ ready, ofBatch, mayCollect, onCollectAll }: OverviewProps) {
  const { t } = useTranslation();
  const hasKeys = useHasKeys();
  const choose = hasKeys ? t(($) => $.collect.card.noneDetail) : t(($) => $.collect.card.noneTouch);
  return (
    <section className="bench-card" data-state="done" aria-label={t(($) => $.collect.card.none)}>
      <div className="bench-card-empty">
        <IconPlug size={56} stroke={1.4} aria-hidden />
        <h2>{ready > 0 ? t(($) => $.collect.card.readyCount, { count: ready }) : t(($) => $.collect.card.none)}</h2>
        <p>{ready > 0 ? choose : t(($) => $.collect.card.nonePlugged)}</p>
      </div>
      {ofBatch > 0 && mayCollect && (
        <div className="bench-card-acts">
          <Button
            className="bench-main"
            h={76}
            fz={22}
            px="xs"
            fullWidth
            leftSection={<IconKey size={28} />}
            onClick={onCollectAll}
          >
            {t(($) => $.collect.card.collectAll, { count: ofBatch })}{' '}
            <kbd className="bench-hint" aria-hidden>
              {workKeys.all}
            </kbd>
          </Button>
        </div>
      )}
    </section>
  );
}

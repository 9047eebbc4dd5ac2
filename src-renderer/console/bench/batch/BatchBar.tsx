import { IconAlertTriangle, IconCircleCheck, IconClock, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { StateChip } from '../../../ui/StateChip.tsx';
import type { BatchStanding, batchCounts } from './progress.ts';

export const batchLooks = {
  done: { state: 'ready', icon: IconCircleCheck },
  working: { state: 'progress', icon: IconLoader2 },
  waiting: { state: 'done', icon: IconClock },
  trouble: { state: 'trouble', icon: IconAlertTriangle },
} as const;

const parts: readonly BatchStanding[] = ['done', 'working', 'trouble', 'waiting'];

/** How far the order is: a bar, and the same in figures and words. */
export function BatchBar({ counts }: { counts: ReturnType<typeof batchCounts> }) {
  const { t } = useTranslation();
  const { all, done } = counts;
  return (
    <div className="bench-progress">
      <p className="bench-progress-words">{t(($) => $.collect.batch.progress, { done, all })}</p>
      <div
        className="bench-bar"
        role="progressbar"
        aria-label={t(($) => $.collect.batch.title)}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
        aria-valuetext={t(($) => $.collect.batch.progress, { done, all })}
      >
        {parts.map((part) => counts[part] > 0 && <i key={part} data-part={part} style={{ flexGrow: counts[part] }} />)}
      </div>
      <div className="bench-progress-counts">
        {parts.map(
          (part) =>
            counts[part] > 0 && (
              <StateChip key={part} {...batchLooks[part]}>
                {t(($) => $.collect.batch.counts[part], { count: counts[part] })}
              </StateChip>
            ),
        )}
      </div>
      {done === all && all > 0 && <p className="bench-batch-complete">{t(($) => $.collect.batch.complete)}</p>}
    </div>
  );
}

import { IconTicket } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BatchProgress } from '#shared/bench/collection.ts';
import type { Station } from '../work/steps.ts';
import { batchLooks } from './BatchBar.tsx';
import { batchList, batchStanding } from './progress.ts';

/** Scrolls by keyboard too. */
const reading = { tabIndex: 0 } as const;

/** Every terminal of the order: trouble first, what is done last. */
export function BatchList({ batch, stations }: { batch: BatchProgress; stations: readonly Station[] }) {
  const { t } = useTranslation();
  const label = t(($) => $.collect.batch.list);
  return (
    <section className="bench-batch-scroll" aria-label={label} {...reading}>
      <ul className="bench-batch-list">
        {batchList(batch).map((terminal) => {
          const { serial, state, ahead } = terminal;
          const standing = batchStanding(terminal);
          const { icon: Icon } = batchLooks[standing];
          const here = stations.find(({ port }) => port.phase !== 'gone' && port.terminal?.serial === serial);
          return (
            <li key={serial} data-part={standing}>
              <Icon size={18} aria-hidden />
              <span className="bench-batch-serial">{serial}</span>
              <span className="bench-batch-state">
                {state === 'WAITING' || standing === 'waiting'
                  ? t(($) => $.collect.batch.waitingWord)
                  : t(($) => $.keyRecord.keys.states[state])}
                {here && ` · ${t(($) => $.collect.batch.here, { number: here.number })}`}
                {ahead && (
                  <>
                    {' '}
                    <IconTicket size={16} role="img" aria-label={t(($) => $.collect.batch.aheadMark)} />
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

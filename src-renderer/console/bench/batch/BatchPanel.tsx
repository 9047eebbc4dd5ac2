import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CollectionView } from '#shared/bench/collection.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatClock } from '../../../ui/time.ts';
import { useMay } from '../../session.ts';
import type { Station } from '../work/steps.ts';
import type { CollectionActs } from '../work/useCollection.ts';
import { Ahead } from './Ahead.tsx';
import { BatchBar } from './BatchBar.tsx';
import { BatchField } from './BatchField.tsx';
import { BatchList } from './BatchList.tsx';
import { batchCounts } from './progress.ts';
import './batch.css';

interface BatchPanelProps {
  readonly collection: CollectionView;
  readonly stations: readonly Station[];
  /** Ready terminals that the order waits for. */
  readonly ofBatch: readonly Station[];
  readonly acts: CollectionActs;
  /** Keys can be collected at all now. */
  readonly mayStart: boolean;
  /** The field of the order is open although there is one. */
  readonly changing: boolean;
  readonly onChanging: (changing: boolean) => void;
}

/** The order at work: whose it is, how far it is, which terminals are missing. */
export function BatchPanel({ collection, stations, ofBatch, acts, mayStart, changing, onChanging }: BatchPanelProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { batch, mtms, queue } = collection;
  const mayCollect = may('terminal_key', 'create');
  const counts = batch && batchCounts(batch);
  return (
    <section className="panel bench-batch" aria-labelledby="bench-batch">
      <h2 className="section-title" id="bench-batch">
        {batch ? t(($) => $.collect.batch.kinds[batch.kind]) : t(($) => $.collect.batch.title)}
      </h2>
      {batch && counts ? (
        <>
          <p className="bench-batch-number">{batch.batch}</p>
          <p className="bench-batch-customer">{batch.customerName}</p>
          <BatchBar counts={counts} />
          {mayStart && ofBatch.length > 0 && (
            <Button
              className="bench-batch-all"
              h={64}
              fz={18}
              fullWidth
              leftSection={<IconKey size={24} />}
              onClick={() => acts.collectAll(ofBatch)}
            >
              {t(($) => $.collect.batch.collectAll, { count: ofBatch.length })}
            </Button>
          )}
          <BatchList batch={batch} stations={stations} />
          <p className="hint">{t(($) => $.collect.batch.asOf, { time: formatClock(batch.asOf, currentLanguage()) })}</p>
        </>
      ) : (
        <>
          <p className="bench-batch-none">{t(($) => $.collect.batch.none)}</p>
          <p className="hint">{t(($) => $.collect.batch.noneDetail)}</p>
        </>
      )}
      {mayCollect && (
        <BatchField
          key={batch?.batch}
          current={batch?.batch ?? null}
          opened={!batch || changing}
          reached={mtms.state === 'ready'}
          onOpen={() => onChanging(true)}
          onClose={() => onChanging(false)}
        />
      )}
      {mayCollect && <Ahead batch={batch} ahead={queue.ahead} reached={mtms.state === 'ready'} />}
    </section>
  );
}

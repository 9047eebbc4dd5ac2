import { Button, Progress } from '@mantine/core';
import { IconListCheck, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useRoute } from 'wouter';
import type { ListedBatch } from '#shared/bench/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { Rows } from '../../ui/Rows.tsx';
import { call } from '../api.ts';
import { liveMs } from '../queries.ts';
import { When } from '../when.tsx';
import { BatchSheet } from './BatchSheet.tsx';
import { NewBatchSheet } from './NewBatchSheet.tsx';

/** Production and repair orders, and how far each is. */
export function BatchesPage() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [, opened] = useRoute('/orders/:id');
  const [adding, setAdding] = useState(false);
  const batches = useQuery({
    queryKey: ['batches'],
    queryFn: ({ signal }) => call<{ batches: ListedBatch[] }>('GET', '/views/batches', { signal }),
    refetchInterval: liveMs,
  });
  return (
    <Page
      title={t(($) => $.mtms.rooms.batches)}
      actions={
        <Button size="md" leftSection={<IconPlus size={20} />} onClick={() => setAdding(true)}>
          {t(($) => $.mtms.batches.add)}
        </Button>
      }
    >
      <PageBody query={batches}>
        {({ batches: list }) =>
          list.length === 0 ? (
            <Empty
              icon={IconListCheck}
              title={t(($) => $.mtms.batches.none)}
              detail={t(($) => $.mtms.batches.noneHint)}
            />
          ) : (
            <Rows
              heads={[
                t(($) => $.mtms.batches.order),
                t(($) => $.mtms.customer),
                t(($) => $.mtms.batches.progress),
                t(($) => $.mtms.batches.made),
              ]}
            >
              {list.map((batch) => (
                <BatchRow key={batch.id} batch={batch} />
              ))}
            </Rows>
          )
        }
      </PageBody>
      {opened && <BatchSheet id={decodeURIComponent(opened.id)} onClose={() => navigate('/orders')} />}
      {adding && <NewBatchSheet onClose={() => setAdding(false)} />}
    </Page>
  );
}

function BatchRow({ batch }: { batch: ListedBatch }) {
  const { t } = useTranslation();
  const { id, terminals, delivered, accepted, quarantined } = batch;
  const share = (count: number) => (terminals === 0 ? 0 : (100 * count) / terminals);
  const words = [
    t(($) => $.mtms.batches.delivered, { delivered, terminals }),
    ...(accepted > 0 ? [t(($) => $.mtms.batches.onWay, { count: accepted })] : []),
    ...(quarantined > 0 ? [t(($) => $.mtms.batches.held, { count: quarantined })] : []),
  ].join(' · ');
  return (
    <tr>
      <td>
        <Link href={`/orders/${encodeURIComponent(id)}`} className="row-open">
          <span className="row-name code">{id}</span>
          <span className="hint">{t(($) => $.mtms.batches.kinds[batch.kind])}</span>
        </Link>
      </td>
      <td>
        {batch.customerName} <span className="hint">{batch.customerCode}</span>
      </td>
      <td>
        <div className="progress-cell">
          <Progress.Root size="md" aria-hidden>
            <Progress.Section value={share(delivered)} color="ready" />
            <Progress.Section value={share(accepted)} color="progress" />
            <Progress.Section value={share(quarantined)} color="trouble" />
          </Progress.Root>
          <span className="hint">{words}</span>
        </div>
      </td>
      <td>
        <When at={batch.createdAt} />
      </td>
    </tr>
  );
}

import { Button, SegmentedControl } from '@mantine/core';
import { IconChecks, IconPlayerPlay, IconSearch, IconTruckDelivery } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ListedDelivery } from '#shared/bench/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageBody } from '../../ui/PageBody.tsx';
import { Rows } from '../../ui/Rows.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { useDeliver } from '../queries.ts';
import { sentenceOf, useReason } from '../states.tsx';
import { When } from '../when.tsx';
import { useDeliveries } from './queries.ts';

/** Keys on their way to their KMS: what waits and why, and what has arrived. */
export function DeliveriesPage() {
  const { t } = useTranslation();
  const [scope, setScope] = useState<'waiting' | 'delivered'>('waiting');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useDeliveries(scope, search);
  return (
    <Page
      title={t(($) => $.mtms.rooms.deliveries)}
      tools={
        <>
          <SegmentedControl
            size="sm"
            aria-label={t(($) => $.mtms.deliveries.which)}
            value={scope}
            onChange={(value) => setScope(value === 'delivered' ? 'delivered' : 'waiting')}
            data={[
              { value: 'waiting', label: t(($) => $.mtms.deliveries.waiting) },
              { value: 'delivered', label: t(($) => $.mtms.deliveries.delivered) },
            ]}
          />
          <SearchField label={t(($) => $.mtms.terminals.search)} value={typed} onChange={setTyped} />
        </>
      }
    >
      <PageBody query={found}>
        {({ pages }) => {
          const list = pages.flatMap((page) => page.deliveries);
          return list.length === 0 ? (
            <Nothing scope={scope} search={search} />
          ) : (
            <>
              <Rows
                heads={[
                  t(($) => $.mtms.serial),
                  t(($) => $.mtms.customer),
                  t(($) => $.mtms.deliveries.standing),
                  t(($) => (scope === 'waiting' ? $.mtms.deliveries.next : $.mtms.deliveries.arrived)),
                  ...(scope === 'waiting' ? [{ hidden: t(($) => $.mtms.deliveries.now) }] : []),
                ]}
              >
                {list.map((delivery) => (
                  <DeliveryRow key={delivery.number} delivery={delivery} />
                ))}
              </Rows>
              <NextPage query={found}>{t(($) => $.mtms.more)}</NextPage>
            </>
          );
        }}
      </PageBody>
    </Page>
  );
}

function Nothing({ scope, search }: { scope: 'waiting' | 'delivered'; search: string }) {
  const { t } = useTranslation();
  if (search !== '') return <Empty icon={IconSearch} title={t(($) => $.common.nothingFound, { text: search })} />;
  return scope === 'waiting' ? (
    <Empty icon={IconChecks} title={t(($) => $.mtms.deliveries.none)} detail={t(($) => $.mtms.deliveries.noneHint)} />
  ) : (
    <Empty icon={IconTruckDelivery} title={t(($) => $.mtms.deliveries.noneYet)} />
  );
}

function DeliveryRow({ delivery }: { delivery: ListedDelivery }) {
  const { t } = useTranslation();
  const reason = useReason();
  const deliver = useDeliver();
  const { serial, customerName, customerCode, state, code, attempts, endedAt, again } = delivery;
  return (
    <tr>
      <td>
        <Link href={`/terminals/${encodeURIComponent(serial)}`} className="row-open">
          <span className="row-name code">{serial}</span>
          <span className="hint code">{delivery.kcv.slice(0, 6).toUpperCase()}</span>
        </Link>
      </td>
      <td>
        {customerName} <span className="hint">{customerCode}</span>
      </td>
      <td>
        <span className="row-chips">
          {again && <StateChip state="done">{t(($) => $.mtms.deliveries.isAgain)}</StateChip>}
          {delivery.isRunning && <StateChip state="progress">{t(($) => $.mtms.deliveries.running)}</StateChip>}
          {state === 'DELIVERED' && <StateChip state="ready">{t(($) => $.mtms.keyStates.ACTIVE)}</StateChip>}
          {state === 'QUEUED' && !delivery.isRunning && attempts > 0 && (
            <StateChip state="new">{t(($) => $.mtms.deliveries.attempts, { count: attempts })}</StateChip>
          )}
        </span>
        {code !== null && (
          <p className="hint row-note">
            {reason(delivery.reason) || sentenceOf(code)} <span className="code">{code}</span>
          </p>
        )}
      </td>
      <td>{endedAt === null ? <When at={delivery.dueAt} precise /> : <When at={endedAt} />}</td>
      {state === 'QUEUED' && (
        <td className="row-action">
          <Button
            variant="default"
            size="md"
            leftSection={<IconPlayerPlay size={18} />}
            loading={deliver.isPending}
            aria-label={t(($) => $.mtms.deliveries.nowNamed, { serial })}
            onClick={() => deliver.mutate(delivery.opId)}
          >
            {t(($) => $.mtms.deliveries.now)}
          </Button>
        </td>
      )}
    </tr>
  );
}

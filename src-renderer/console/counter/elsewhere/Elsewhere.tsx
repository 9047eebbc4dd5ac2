import { Alert, Button, Skeleton, Text, Title } from '@mantine/core';
import {
  IconCheck,
  IconCloudOff,
  IconInfoCircle,
  IconPlugConnected,
  IconPlugConnectedX,
  IconShoppingBag,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Age } from '../../../ui/Age.tsx';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { StateChip } from '../../../ui/StateChip.tsx';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { selectTab, useWindow } from '../../window.ts';
import { TableTile } from '../floor/TableTile.tsx';
import { CallCard } from '../queue/CallCard.tsx';
import { OrderCard } from '../queue/OrderCard.tsx';
import { nameOf } from './name.ts';
import { type Asked, useCommands } from './useCommands.ts';
import type { Counter, There } from './useCounters.ts';
import '../queue/queue.css';
import '../floor/floor.css';
import './elsewhere.css';

type Ask = ReturnType<typeof useCommands>['ask'];

interface PartProps {
  readonly there: There;
  readonly asked: ReadonlyMap<string, Asked>;
  readonly ask: Ask;
  /** The counter can be asked for something now. */
  readonly reachable: boolean;
}

/** Another counter of the house, as its facts came here: what waits there, what is cooked, the open tables. */
export function Elsewhere({ counter, cloud }: { counter: Counter; cloud: string | null }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const there = useQuery(trpc.ordering.elsewhere.at.queryOptions({ home: counter.id }, { refetchInterval: 30_000 }));
  const { asked, ask } = useCommands(counter.id);
  const name = nameOf(counter, t);
  const reachable = cloud === null && counter.connected;
  const unknown = [...asked.values()].includes('unknown');
  return (
    <section className="elsewhere" aria-label={t(($) => $.elsewhere.title, { name })}>
      <div className="elsewhere-head">
        <Title order={1} size="h3" lh={1.2}>
          {name}
        </Title>
        {reachable ? (
          <StateChip state="ready" icon={IconPlugConnected}>
            {t(($) => $.elsewhere.connected)}
          </StateChip>
        ) : cloud === null ? (
          <StateChip state="trouble" icon={IconPlugConnectedX}>
            {t(($) => $.elsewhere.away.short)}
          </StateChip>
        ) : (
          <StateChip state="trouble" icon={IconCloudOff}>
            {t(($) => $.elsewhere.offline.short)}
          </StateChip>
        )}
        {counter.seenAt !== null && (
          <Text size="sm" c="dimmed">
            {t(($) => $.elsewhere.heard)} <Age at={counter.seenAt} dated />
          </Text>
        )}
      </div>
      {!reachable && (
        <Alert color="trouble" variant="light" icon={<IconPlugConnectedX />} role="status" fz="md">
          {cloud === null
            ? t(($) => $.elsewhere.away.detail, { name })
            : t(($) => $.elsewhere.offline.detail, { name })}
        </Alert>
      )}
      {unknown && (
        <Alert color="new" variant="light" icon={<IconInfoCircle />} role="status" fz="md">
          {t(($) => $.elsewhere.unknown, { name })}
        </Alert>
      )}
      {there.isError && !there.data && (
        <LoadFailed reason={describeError(there.error)} onRetry={() => void there.refetch()} />
      )}
      {there.isPending && <Skeleton h={120} radius={8} />}
      {there.data && (
        <>
          <WaitingThere there={there.data} asked={asked} ask={ask} reachable={reachable} />
          <CookedThere there={there.data} asked={asked} ask={ask} reachable={reachable} />
          <TablesThere there={there.data} />
        </>
      )}
      <Text size="sm" c="dimmed" className="elsewhere-money">
        {t(($) => $.elsewhere.money, { name })}
      </Text>
    </section>
  );
}

/** Calls and orders that wait for a person; nothing when nothing waits. */
function WaitingThere({ there, asked, ask, reachable }: PartProps) {
  const { t } = useTranslation();
  const may = useMay();
  const calls = there.calls.filter(({ id }) => asked.get(id) !== 'done');
  const orders = there.orders.filter(({ id }) => asked.get(id) !== 'done');
  if (calls.length + orders.length === 0) return null;
  return (
    <div className="queue elsewhere-queue">
      {calls.length > 0 && (
        <ul className="calls">
          {calls.map(({ id, kind, table, at }) => (
            <CallCard
              key={id}
              kind={kind}
              table={table ?? t(($) => $.counter.queue.takeAway)}
              what={t(($) => $.counter.calls[kind])}
              at={at}
            >
              <Button
                h={48}
                px="sm"
                fz={16}
                disabled={!reachable || !may('tab', 'update')}
                loading={asked.has(id)}
                onClick={() => ask(id, { kind: 'call.answer', input: { callId: id } })}
              >
                {t(($) => $.counter.calls.answer)}
              </Button>
            </CallCard>
          ))}
        </ul>
      )}
      {orders.length > 0 && (
        <div className="queue-orders">
          {orders.map((order) => (
            <OrderCard
              key={order.id}
              order={order}
              locked={!reachable || !may('order', 'update')}
              busy={asked.has(order.id)}
              actions={{
                accept: (orderId) => ask(orderId, { kind: 'order.accept', input: { orderId } }),
                reject: (orderId, reason) => ask(orderId, { kind: 'order.reject', input: { orderId, reason } }),
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** What the kitchen has there, longest first. */
function CookedThere({ there, asked, ask, reachable }: PartProps) {
  const { t } = useTranslation();
  const may = useMay();
  const tickets = there.tickets.filter(({ orderId }) => asked.get(`serve ${orderId}`) !== 'done');
  if (tickets.length === 0) return null;
  const locked = !reachable || !may('ticket', 'update');
  return (
    <div>
      <h2 className="area-name">{t(($) => $.elsewhere.kitchen)}</h2>
      <ul className="elsewhere-tickets">
        {tickets.map(({ orderId, number, table, at, lines }) => {
          const isReady =
            asked.get(`ready ${orderId}`) === 'done' ||
            (lines.length > 0 && lines.every(({ state }) => state === 'ready'));
          const about = isReady ? `serve ${orderId}` : `ready ${orderId}`;
          const kind = isReady ? 'ticket.serve' : 'ticket.ready';
          return (
            <li key={orderId} className="elsewhere-ticket" data-ready={isReady}>
              <span className="call-table">
                {table ?? <IconShoppingBag size={24} aria-label={t(($) => $.counter.queue.takeAway)} />}
              </span>
              <span className="call-what">
                #{number} · <Age at={at} />
                <br />
                {lines.map((line) => `${line.quantity}× ${line.name}`).join(t(($) => $.common.listSeparator))}
              </span>
              <Button
                h={48}
                px="sm"
                fz={16}
                color={isReady ? 'ready' : 'progress'}
                variant={isReady ? 'filled' : 'light'}
                leftSection={<IconCheck size={20} />}
                disabled={locked}
                loading={asked.has(about)}
                aria-label={
                  isReady ? t(($) => $.elsewhere.serveOrder, { number }) : t(($) => $.elsewhere.readyOrder, { number })
                }
                onClick={() => ask(about, { kind, input: { orderId } })}
              >
                {isReady ? t(($) => $.elsewhere.serve) : t(($) => $.elsewhere.ready)}
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The open tables and take-away bills there. */
function TablesThere({ there }: { there: There }) {
  const { t } = useTranslation();
  const selected = useWindow((state) => state.selectedTabId);
  const nothing = () => {};
  return (
    <div>
      <h2 className="area-name">{t(($) => $.elsewhere.open, { count: there.tabs.length })}</h2>
      <div className="tiles">
        {there.tabs.map((tab) => (
          <div key={tab.id} className="tile-slot">
            <TableTile
              table={{
                id: tab.id,
                name: tab.table ?? t(($) => $.counter.floor.takeAway),
                area: '',
                seats: 0,
                plan: null,
                tab: { ...tab, code: '', revision: 0 },
                pendingOrders: there.orders.filter(({ tabId }) => tabId === tab.id).length,
                calls: [],
                waitingPhones: 0,
              }}
              selected={tab.id === selected}
              busy={false}
              actions={{ press: () => selectTab(tab.id), answer: nothing }}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

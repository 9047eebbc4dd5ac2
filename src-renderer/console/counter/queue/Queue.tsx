import { Button, Text } from '@mantine/core';
import { IconVolumeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../../api.ts';
import { useShortcut } from '../../keyboard.ts';
import { playSound } from '../../sounds.ts';
import { usePreferences, useWindow } from '../../window.ts';
import { useOpenTab } from '../floor/useOpenTab.ts';
import { JoinRequests } from '../ready/JoinRequests.tsx';
import { useAnswerCall } from '../useAnswerCall.ts';
import { useWaitingCalls, useWaitingOrders } from '../waiting.ts';
import { CallCard } from './CallCard.tsx';
import { OrderCard } from './OrderCard.tsx';
import { useOrderActions } from './useOrderActions.ts';
import './queue.css';

/** Everything that waits for a person, on top and oldest first; nothing at all when nothing waits. */
export function Queue() {
  const { t } = useTranslation();
  const orders = useWaitingOrders();
  const actions = useOrderActions();
  const oldest = orders.data?.[0];
  useShortcut('acceptOldest', () => oldest && actions.accept(oldest.id));
  const count = orders.data?.length ?? 0;
  return (
    <section className="queue" aria-label={t(($) => $.counter.queue.title)}>
      <SilenceHint />
      <Calls />
      <JoinRequests />
      {count > 0 && (
        <>
          <Text className="queue-count" aria-live="polite">
            {t(($) => $.counter.queue.orders, { count })}
          </Text>
          <div className="queue-orders">
            {orders.data?.map((order) => (
              <OrderCard key={order.id} order={order} actions={actions} />
            ))}
          </div>
        </>
      )}
    </section>
  );
}

function SilenceHint() {
  const { t } = useTranslation();
  const unlocked = useWindow((state) => state.soundUnlocked);
  const soundOn = usePreferences((state) => state.soundOn);
  if (unlocked && soundOn) return null;
  return (
    <Button
      variant="default"
      h={48}
      fz={16}
      fullWidth
      leftSection={<IconVolumeOff size={20} />}
      onClick={() => {
        usePreferences.setState({ soundOn: true });
        playSound('call');
      }}
    >
      {t(($) => $.counter.queue.silent)}
    </Button>
  );
}

function Calls() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const calls = useWaitingCalls();
  const tables = useQuery(trpc.ordering.tables.list.queryOptions());
  const { openTable, isOpening } = useOpenTab();
  const answer = useAnswerCall();
  const phones = tables.data?.filter((table) => table.waitingPhones > 0) ?? [];
  if (phones.length === 0 && !calls.data?.length) return null;
  return (
    <ul className="calls">
      {calls.data?.map((call) => (
        <CallCard
          key={call.id}
          kind={call.kind}
          table={call.table || t(($) => $.counter.queue.takeAway)}
          what={t(($) => $.counter.calls[call.kind])}
          at={call.at}
        >
          <Button h={48} px="sm" fz={16} onClick={() => answer(call, call.tabId)}>
            {call.kind === 'bill' ? t(($) => $.counter.calls.showBill) : t(($) => $.counter.calls.answer)}
          </Button>
        </CallCard>
      ))}
      {phones.map((table) => (
        <CallCard
          key={table.id}
          kind="phones"
          table={table.name}
          what={t(($) => $.counter.calls.phones, { count: table.waitingPhones })}
        >
          <Button h={48} px="sm" fz={16} loading={isOpening(table.id)} onClick={() => openTable(table)}>
            {t(($) => $.counter.calls.open)}
          </Button>
        </CallCard>
      ))}
    </ul>
  );
}

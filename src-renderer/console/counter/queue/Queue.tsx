import { Button, Text } from '@mantine/core';
import { IconDeviceMobile, IconHandStop, IconReceipt, IconVolumeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Age } from '../../../ui/Age.tsx';
import { useTRPC } from '../../api.ts';
import { useShortcut } from '../../keyboard.ts';
import { playSound } from '../../sounds.ts';
import { usePreferences, useWindow } from '../../window.ts';
import { useOpenTab } from '../floor/useOpenTab.ts';
import { JoinRequests } from '../ready/JoinRequests.tsx';
import { useAnswerCall } from '../useAnswerCall.ts';
import { useWaitingCalls, useWaitingOrders } from '../waiting.ts';
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
        <li key={call.id} className="call">
          {call.kind === 'bill' ? <IconReceipt size={24} aria-hidden /> : <IconHandStop size={24} aria-hidden />}
          <span className="call-table">{call.table || t(($) => $.counter.queue.takeAway)}</span>
          <span className="call-what">
            {t(($) => $.counter.calls[call.kind])}
            <br />
            <Age at={call.at} />
          </span>
          <Button h={48} px="sm" fz={16} onClick={() => answer(call, call.tabId)}>
            {call.kind === 'bill' ? t(($) => $.counter.calls.showBill) : t(($) => $.counter.calls.answer)}
          </Button>
        </li>
      ))}
      {phones.map((table) => (
        <li key={table.id} className="call" data-kind="phones">
          <IconDeviceMobile size={24} aria-hidden />
          <span className="call-table">{table.name}</span>
          <span className="call-what">{t(($) => $.counter.calls.phones, { count: table.waitingPhones })}</span>
          <Button h={48} px="sm" fz={16} loading={isOpening(table.id)} onClick={() => openTable(table)}>
            {t(($) => $.counter.calls.open)}
          </Button>
        </li>
      ))}
    </ul>
  );
}

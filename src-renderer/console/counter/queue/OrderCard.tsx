import { Button, Group, SimpleGrid, Text, TextInput } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconHourglass, IconShoppingBag } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rejectReasons } from '#shared/ordering/events.ts';
import { Age } from '../../../ui/Age.tsx';
import { Money } from '../../../ui/money.tsx';
import { OrderLines } from '../../orders/OrderLines.tsx';
import { RemoteMark } from '../../orders/RemoteMark.tsx';
import { selectTab } from '../../window.ts';
import type { useOrderActions, WaitingOrder } from './useOrderActions.ts';

const waits = [5, 10, 15, 20] as const;
const shownLines = 3;

interface OrderCardProps {
  readonly order: WaitingOrder;
  /** Where guests cannot be asked to wait from here, there is no `delay`. */
  readonly actions: Pick<ReturnType<typeof useOrderActions>, 'accept' | 'reject'> &
    Partial<Pick<ReturnType<typeof useOrderActions>, 'delay'>>;
  /** Nothing can be done about it now. */
  readonly locked?: boolean;
  /** Something is being done about it. */
  readonly busy?: boolean;
}

/** An order that waits for a person. Accepting is one tap; rejecting and asking to wait turn the card over. */
export function OrderCard({ order, actions, locked = false, busy = false }: OrderCardProps) {
  const { t } = useTranslation();
  const [side, setSide] = useState<'order' | 'reject' | 'wait'>('order');
  const [expanded, setExpanded] = useState(false);
  const hidden = expanded ? 0 : Math.max(0, order.lines.length - shownLines);
  const turns = actions.delay ? (['wait', 'reject'] as const) : (['reject'] as const);
  return (
    <article className="order-card" aria-label={t(($) => $.counter.queue.order, { number: order.number })}>
      <button type="button" className="order-card-head" onClick={() => selectTab(order.tabId)}>
        <span className="order-card-table">
          {order.table ? (
            order.table.name
          ) : (
            <IconShoppingBag size={26} aria-label={t(($) => $.counter.queue.takeAway)} />
          )}
        </span>
        <span className="order-card-number">
          #{order.number} · <Age at={order.placedAt} />
          <Money value={order.total} className="order-card-total" />
        </span>
      </button>
      {side === 'order' && (
        <>
          <div className="order-card-body">
            {order.remote && <RemoteMark kind={order.remote} />}
            {order.delayMinutes !== null && (
              <Group gap={6} wrap="nowrap" c="var(--new-ink)" fw={600} fz={14} mb={4}>
                <IconHourglass size={16} />
                {t(($) => $.counter.queue.waiting, { minutes: order.delayMinutes })}
              </Group>
            )}
            <OrderLines lines={hidden > 0 ? order.lines.slice(0, shownLines) : order.lines} compact />
            {hidden > 0 && (
              <Button
                className="order-card-more"
                variant="subtle"
                fz={15}
                h={44}
                fullWidth
                onClick={() => setExpanded(true)}
              >
                {t(($) => $.counter.queue.more, { count: hidden })}
              </Button>
            )}
            {order.note && (
              <p className="order-note">
                <strong>{t(($) => $.counter.queue.note)}</strong> {order.note}
              </p>
            )}
          </div>
          <div className="order-card-foot">
            <Button
              flex={1}
              h={52}
              px={4}
              fz={18}
              leftSection={<IconCheck size={22} />}
              disabled={locked}
              loading={busy}
              onClick={() => actions.accept(order.id)}
            >
              {t(($) => $.counter.queue.accept)}
            </Button>
            {turns.map((to) => (
              <Button
                key={to}
                variant="default"
                h={52}
                px={10}
                fz={15}
                disabled={locked || busy}
                onClick={() => setSide(to)}
              >
                {t(($) => $.counter.queue[to])}
              </Button>
            ))}
          </div>
        </>
      )}
      {side === 'reject' && (
        <Reasons
          onBack={() => setSide('order')}
          onReason={(reason) => {
            actions.reject(order.id, reason);
            setSide('order');
          }}
        />
      )}
      {side === 'wait' && (
        <div className="order-card-body">
          <BackTitle title={t(($) => $.counter.queue.waitFor)} onBack={() => setSide('order')} />
          <SimpleGrid cols={2} spacing={8}>
            {waits.map((minutes) => (
              <Button
                key={minutes}
                variant="default"
                h={60}
                fz={18}
                onClick={() => {
                  actions.delay?.(order.id, minutes);
                  setSide('order');
                }}
              >
                {t(($) => $.common.time.minutes, { minutes })}
              </Button>
            ))}
          </SimpleGrid>
        </div>
      )}
    </article>
  );
}

function Reasons({ onBack, onReason }: { onBack: () => void; onReason: (reason: string) => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  return (
    <form
      className="order-card-body"
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim()) onReason(words.trim());
      }}
    >
      <BackTitle title={t(($) => $.counter.queue.why)} onBack={onBack} />
      <SimpleGrid cols={2} spacing={8} mb={8}>
        {rejectReasons
          .filter((reason) => reason !== 'other')
          .map((reason) => (
            <Button key={reason} variant="default" h={48} px={6} fz={15} onClick={() => onReason(reason)}>
              {t(($) => $.counter.reasons[reason])}
            </Button>
          ))}
      </SimpleGrid>
      <TextInput
        size="md"
        maxLength={200}
        aria-label={t(($) => $.counter.queue.ownWords)}
        placeholder={t(($) => $.counter.queue.ownWords)}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Button type="submit" mt={8} h={44} fullWidth color="trouble" disabled={words.trim() === ''}>
        {t(($) => $.counter.queue.ownWordsSend)}
      </Button>
    </form>
  );
}

function BackTitle({ title, onBack }: { title: string; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <Group gap={4} mb={8} wrap="nowrap">
      <Button variant="subtle" color="done" h={44} w={44} p={0} aria-label={t(($) => $.common.back)} onClick={onBack}>
        <IconArrowLeft size={20} />
      </Button>
      <Text fw={650} size="md">
        {title}
      </Text>
    </Group>
  );
}

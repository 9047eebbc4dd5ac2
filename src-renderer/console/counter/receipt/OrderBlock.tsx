import { Button, Group } from '@mantine/core';
import {
  IconBellRinging,
  IconCheck,
  IconChecks,
  IconCircleX,
  IconDeviceMobile,
  IconFlame,
  IconNotes,
  IconSpeakerphone,
  IconThumbUp,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { StateName } from '#renderer/ui/theme.ts';
import type { OrderState } from '#shared/ordering/order.ts';
import { Age } from '../../../ui/Age.tsx';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatClock } from '../../../ui/time.ts';
import { RemoteMark } from '../../orders/RemoteMark.tsx';
import { useMay } from '../../session.ts';
import { useOrderActions } from '../queue/useOrderActions.ts';
import type { TabDetail } from '../tab-detail.ts';
import type { ReceiptLine, ReceiptOrder } from './lines.ts';
import { TabLine } from './TabLine.tsx';
import { useProgress } from './useProgress.ts';

const looks: Record<OrderState, { state: StateName; icon: typeof IconCheck }> = {
  placed: { state: 'new', icon: IconBellRinging },
  accepted: { state: 'progress', icon: IconThumbUp },
  cooking: { state: 'progress', icon: IconFlame },
  ready: { state: 'ready', icon: IconCheck },
  served: { state: 'done', icon: IconChecks },
  rejected: { state: 'trouble', icon: IconCircleX },
  voided: { state: 'done', icon: IconCircleX },
};

interface OrderBlockProps {
  readonly tab: TabDetail;
  readonly order: ReceiptOrder;
  readonly lines: readonly ReceiptLine[];
  readonly selected: ReadonlySet<string>;
  /** Absent where nothing can be done about lines. */
  readonly onToggle?: ((lineId: string) => void) | undefined;
}

/** One submission on the receipt, with what can be done about it next. */
export function OrderBlock({ tab, order, lines, selected, onToggle }: OrderBlockProps) {
  const { t } = useTranslation();
  const { state, icon: Icon } = looks[order.state];
  const SourceIcon = order.source === 'qr' ? IconDeviceMobile : IconNotes;
  return (
    <article
      className="order-block"
      data-state={state}
      data-rejected={order.state === 'rejected'}
      aria-label={t(($) => $.counter.queue.order, { number: order.number })}
    >
      <div className="order-block-head">
        <span className="order-block-number">#{order.number}</span>
        <SourceIcon
          size={16}
          aria-label={
            order.source === 'qr' ? t(($) => $.counter.queue.fromPhone) : t(($) => $.counter.queue.fromCounter)
          }
        />
        {order.remote && <RemoteMark kind={order.remote} />}
        <Age at={order.placedAt} />
        <span className="state-word" data-state={state}>
          <Icon size={16} aria-hidden />
          {t(($) => $.counter.states[order.state])}
        </span>
      </div>
      <ul className="tab-lines">
        {lines.map((line) => (
          <TabLine
            key={line.id}
            line={line}
            people={tab.people}
            selected={selected.has(line.id)}
            onToggle={onToggle && (() => onToggle(line.id))}
          />
        ))}
      </ul>
      {order.urgedAt !== null && order.state !== 'served' && (
        <p className="order-urged">
          <IconSpeakerphone size={16} aria-hidden />
          {t(($) => $.bill.line.urged, { time: formatClock(order.urgedAt, currentLanguage()) })}
        </p>
      )}
      {order.note && (
        <p className="order-note">
          <strong>{t(($) => $.counter.queue.note)}</strong> {order.note}
        </p>
      )}
      {order.rejection && (
        <p className="order-rejection">
          {t(($) => $.counter.receipt.rejectedBecause, {
            reason: order.rejection.text || t(($) => $.counter.reasons[order.rejection?.reason ?? 'other']),
          })}
        </p>
      )}
      <Steps order={order} tab={tab} />
    </article>
  );
}

function Steps({ order, tab }: { order: ReceiptOrder; tab: TabDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { accept, restore } = useOrderActions();
  const { start, ready, serve } = useProgress(tab.id);
  if (order.state === 'placed' && may('order', 'update')) {
    return (
      <Button fullWidth h={48} fz={16} mt={8} onClick={() => accept(order.id)}>
        {t(($) => $.counter.queue.accept)}
      </Button>
    );
  }
  if (order.state === 'rejected' && tab.state !== 'closed' && may('order', 'update')) {
    return (
      <Button variant="default" h={44} fz={15} mt={8} onClick={() => restore(order)}>
        {t(($) => $.common.undo)}
      </Button>
    );
  }
  if (!['accepted', 'cooking', 'ready'].includes(order.state) || !may('ticket', 'update')) return null;
  return (
    <Group gap={6} mt={8} grow preventGrowOverflow={false}>
      {order.state === 'accepted' && (
        <Button variant="default" h={44} px={8} fz={15} onClick={() => start(order.id)}>
          {t(($) => $.counter.receipt.start)}
        </Button>
      )}
      {order.state !== 'ready' && (
        <Button variant="default" h={44} px={8} fz={15} onClick={() => ready(order.id)}>
          {t(($) => $.counter.receipt.ready)}
        </Button>
      )}
      <Button
        variant={order.state === 'ready' ? 'light' : 'default'}
        h={44}
        px={8}
        fz={15}
        onClick={() => serve(order.id)}
      >
        {t(($) => $.counter.receipt.serve)}
      </Button>
    </Group>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatClock } from '../../../ui/time.ts';
import { client, useTRPC } from '../../api.ts';
import { noticeDone } from '../../notices.tsx';
import { ActionSheet } from '../ActionSheet.tsx';
import type { Approval } from '../approval/approval.ts';
import { Chips } from '../Chips.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { failureOf, useTabAction } from '../useTabAction.ts';
import type { Selection } from './lines.ts';

interface MoveInput {
  readonly tabId: string;
  readonly intoTabId: string;
  readonly orderIds: string[];
}

/** Moves whole orders to another open tab: they were for the neighbours. */
export function MoveOrdersSheet({
  tab,
  selection,
  onClose,
  onDone,
}: {
  tab: TabDetail;
  selection: Selection;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const tables = useQuery(trpc.ordering.tables.list.queryOptions());
  const takeAway = useQuery(trpc.ordering.tabs.listTakeAway.queryOptions());
  const [into, setInto] = useState<string | null>(null);
  const places = [
    ...(tables.data ?? []).flatMap(({ name, tab: there }) =>
      there ? [{ value: there.id, text: t(($) => $.counter.receipt.tab, { table: name }) }] : [],
    ),
    ...(takeAway.data ?? []).map(({ id, openedAt }) => ({
      value: id,
      text: t(($) => $.counter.receipt.takeAwayAt, { time: formatClock(openedAt, currentLanguage()) }),
    })),
  ].filter(({ value }) => value !== tab.id);
  const place = places.find(({ value }) => value === into);
  const send = (input: MoveInput, { approval }: { readonly approval?: Approval }) =>
    client.ordering.tabs.moveOrders.mutate({ ...input, ...(approval && { approval }) });
  const what = ({ orderIds: moved }: MoveInput) => t(($) => $.bill.moveOrder.title, { count: moved.length });
  const back = useTabAction(send, { name: 'moveOrders', what, notice: true });
  const action = useTabAction(send, {
    name: 'moveOrders',
    what,
    onDone: (_, { tabId, intoTabId, orderIds }) => {
      noticeDone(
        t(($) => $.bill.moveOrder.done, { place: place?.text ?? '' }),
        () => back.mutate({ tabId: intoTabId, intoTabId: tabId, orderIds }),
      );
      onDone();
    },
  });
  const { orderIds, lines } = selection;
  const numbers = [...new Set(lines.map(({ order }) => order.number))];
  return (
    <ActionSheet
      title={t(($) => $.bill.moveOrder.title, { count: orderIds.length })}
      onClose={onClose}
      onSubmit={() => into && action.mutate({ tabId: tab.id, intoTabId: into, orderIds: [...orderIds] })}
      submitLabel={t(($) => $.bill.selection.move)}
      submitting={action.isPending}
      disabled={place === undefined}
      failure={failureOf(action.error)}
    >
      <p className="action-hint">{numbers.map((number) => `#${number}`).join(t(($) => $.common.listSeparator))}</p>
      {places.length > 0 ? (
        <Chips
          label={t(($) => $.bill.moveOrder.title, { count: orderIds.length })}
          values={places}
          chosen={into}
          onChoose={setInto}
        />
      ) : (
        <p className="action-hint">{t(($) => $.bill.moveOrder.none)}</p>
      )}
    </ActionSheet>
  );
}

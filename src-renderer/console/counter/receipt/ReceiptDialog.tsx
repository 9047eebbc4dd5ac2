import { useTranslation } from 'react-i18next';
import { Money, useMoney } from '../../../ui/money.tsx';
import { client } from '../../api.ts';
import { noticeDone } from '../../notices.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { failureOf, useTabAction } from '../useTabAction.ts';
import { DiscountSheet } from './DiscountSheet.tsx';
import type { Dialog } from './dialog.ts';
import type { Selection } from './lines.ts';
import { MoveOrdersSheet } from './MoveOrdersSheet.tsx';
import { ReasonSheet } from './ReasonSheet.tsx';
import { RefundSheet } from './RefundSheet.tsx';
import { useAdjust } from './useAdjust.ts';
import { VoidSheet } from './VoidSheet.tsx';

interface ReceiptDialogProps {
  readonly tab: TabDetail;
  readonly selection: Selection;
  readonly dialog: Dialog;
  readonly onClose: () => void;
  /** The action is done: what was selected is dealt with. */
  readonly onDone: () => void;
}

/** The sheet of the action that was asked for. */
export function ReceiptDialog({ tab, selection, dialog, onClose, onDone }: ReceiptDialogProps) {
  const { lines } = selection;
  switch (dialog.kind) {
    case 'void':
      return <VoidSheet tab={tab} lines={lines} onClose={onClose} onDone={onDone} />;
    case 'discount':
      return <DiscountSheet tab={tab} lines={dialog.whole ? undefined : lines} onClose={onClose} onDone={onDone} />;
    case 'complimentary':
      return <ComplimentarySheet tab={tab} selection={selection} onClose={onClose} onDone={onDone} />;
    case 'waive':
      return <WaiveSheet tab={tab} charge={dialog.charge} onClose={onClose} onDone={onDone} />;
    case 'moveOrders':
      return <MoveOrdersSheet tab={tab} selection={selection} onClose={onClose} onDone={onDone} />;
    case 'refund':
      return <RefundSheet tab={tab} payment={dialog.payment} onClose={onClose} />;
    case 'reopen':
      return <ReopenSheet tab={tab} onClose={onClose} />;
  }
}

type SheetProps = Omit<ReceiptDialogProps, 'dialog' | 'selection'>;

function ComplimentarySheet({ tab, selection, onClose, onDone }: SheetProps & { selection: Selection }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { give } = useAdjust(tab);
  const { currency } = tab.total;
  return (
    <ReasonSheet
      title={t(($) => $.bill.discount.complimentaryTitle)}
      reasonFor="complimentary"
      submitLabel={t(($) => $.bill.discount.complimentarySubmit, { amount: format(selection.amount, currency) })}
      submitting={give.isPending}
      failure={failureOf(give.error)}
      onClose={onClose}
      onSubmit={(reason) =>
        give.mutate(
          {
            tabId: tab.id,
            kind: 'complimentary',
            rule: { kind: 'percent', ppm: 1_000_000, cap: null },
            lineIds: selection.lines.map(({ id }) => id),
            reason,
          },
          { onSuccess: onDone },
        )
      }
    >
      <ul className="action-lines">
        {selection.lines.map((line) => (
          <li key={line.id}>
            <span>
              {line.standing}× {line.name}
            </span>
            <Money value={{ amount: line.due, currency }} />
          </li>
        ))}
      </ul>
    </ReasonSheet>
  );
}

function WaiveSheet({
  tab,
  charge,
  onClose,
  onDone,
}: SheetProps & { charge: Extract<Dialog, { kind: 'waive' }>['charge'] }) {
  const { t } = useTranslation();
  const { waive } = useAdjust(tab);
  const title = t(($) => $.bill.charge.waiveTitle, { name: t(($) => $.bill.charge[charge]) });
  return (
    <ReasonSheet
      title={title}
      reasonFor="charge"
      submitLabel={title}
      submitting={waive.isPending}
      failure={failureOf(waive.error)}
      onClose={onClose}
      onSubmit={(reason) => waive.mutate({ tabId: tab.id, charge, reason }, { onSuccess: onDone })}
    />
  );
}

function ReopenSheet({ tab, onClose }: { tab: TabDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const reopen = useTabAction(
    (input: { tabId: string; reason: string }, { approval }) =>
      client.ordering.tabs.reopen.mutate({ ...input, ...(approval && { approval }) }),
    {
      name: 'reopen',
      what: ({ reason }) => `${t(($) => $.bill.reopen.title)} · ${reason}`,
      onDone: () => {
        noticeDone(t(($) => $.bill.reopen.done));
        onClose();
      },
    },
  );
  return (
    <ReasonSheet
      title={t(($) => $.bill.reopen.title)}
      reasonFor="reopen"
      submitLabel={t(($) => $.bill.reopen.submit)}
      submitting={reopen.isPending}
      failure={failureOf(reopen.error)}
      onClose={onClose}
      onSubmit={(reason) => reopen.mutate({ tabId: tab.id, reason })}
    >
      <p className="action-hint">{t(($) => $.bill.reopen.hint)}</p>
    </ReasonSheet>
  );
}

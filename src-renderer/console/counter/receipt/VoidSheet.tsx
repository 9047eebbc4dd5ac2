import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mulDivRound } from '#shared/money.ts';
import { Money, useMoney } from '../../../ui/money.tsx';
import { client } from '../../api.ts';
import { noticeDone } from '../../notices.tsx';
import { ActionSheet } from '../ActionSheet.tsx';
import { Stepper } from '../order/Stepper.tsx';
import { ReasonField } from '../ReasonField.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { failureOf, useTabAction } from '../useTabAction.ts';
import type { ReceiptLine } from './lines.ts';

interface VoidInput {
  readonly tabId: string;
  readonly reason: string;
  readonly portions: readonly { readonly orderId: string; readonly lineId: string; readonly quantity: number }[];
}

/** Voids one portion list after the other; each has its own key, so that a repeated request voids nothing twice. */
async function voidAll(
  { tabId, reason, portions }: VoidInput,
  { approval, keyOf }: { approval?: { userId: string; pin: string }; keyOf: (part?: string) => string },
): Promise<TabDetail> {
  let tab: TabDetail | undefined;
  for (const portion of portions) {
    tab = await client.ordering.tabs.voidLine.mutate({
      tabId,
      reason,
      ...portion,
      idempotencyKey: keyOf(portion.lineId),
      ...(approval && { approval }),
    });
  }
  return tab ?? client.ordering.tabs.get.query({ tabId });
}

/** Takes portions off the bill: how many of one line, or all of several; and why. */
export function VoidSheet({
  tab,
  lines,
  onClose,
  onDone,
}: {
  tab: TabDetail;
  lines: readonly ReceiptLine[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const { currency } = tab.total;
  const only = lines.length === 1 ? lines[0] : undefined;
  const [fewer, setFewer] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const quantityOf = (line: ReceiptLine) => (only ? Math.min(fewer ?? line.standing, line.standing) : line.standing);
  const portions = lines.map((line) => ({ orderId: line.order.id, lineId: line.id, quantity: quantityOf(line) }));
  const quantity = portions.reduce((sum, portion) => sum + portion.quantity, 0);
  const amount = lines.reduce((sum, line) => sum + mulDivRound(line.due, quantityOf(line), line.standing), 0);
  const action = useTabAction(voidAll, {
    name: 'void',
    what: () => `${t(($) => $.bill.void.title)} · ${format(amount, currency)} · ${reason}`,
    onDone: () => {
      noticeDone(t(($) => $.bill.void.done));
      onDone();
    },
  });
  return (
    <ActionSheet
      title={t(($) => $.bill.void.title)}
      onClose={onClose}
      onSubmit={() => action.mutate({ tabId: tab.id, reason: reason.trim(), portions })}
      submitLabel={t(($) => $.bill.void.submit, { quantity, amount: format(amount, currency) })}
      submitting={action.isPending}
      disabled={reason.trim() === '' || lines.length === 0}
      failure={failureOf(action.error)}
    >
      <ul className="action-lines">
        {lines.map((line) => (
          <li key={line.id}>
            <span>
              {quantityOf(line)}× {line.name}
            </span>
            <Money value={{ amount: mulDivRound(line.due, quantityOf(line), line.standing), currency }} />
          </li>
        ))}
      </ul>
      {only && only.standing > 1 && (
        <div>
          <p className="action-label">{t(($) => $.bill.void.quantity)}</p>
          <Stepper
            label={t(($) => $.bill.void.quantity)}
            value={quantity}
            min={1}
            max={only.standing}
            onChange={(by) => setFewer(quantity + by)}
          />
        </div>
      )}
      <ReasonField reasonFor="void" value={reason} onChange={setReason} />
    </ActionSheet>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paymentMethods } from '#shared/ordering/events.ts';
import { MoneyField } from '../../../ui/MoneyField.tsx';
import { useMoney } from '../../../ui/money.tsx';
import { client, useTRPC } from '../../api.ts';
import { noticeDone } from '../../notices.tsx';
import { ActionSheet } from '../ActionSheet.tsx';
import { Chips } from '../Chips.tsx';
import { ReasonField } from '../ReasonField.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { failureOf, useTabAction } from '../useTabAction.ts';
import type { ReceiptPayment } from './dialog.ts';

type RefundInput = Parameters<typeof client.ordering.payments.refund.mutate>[0];

/** Gives money back of one payment: how much, of the tip too, how, and why. */
export function RefundSheet({
  tab,
  payment,
  onClose,
}: {
  tab: TabDetail;
  payment: ReceiptPayment;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const { currency } = payment.amount;
  // As it is now: another counter may have given some of it back meanwhile.
  const left = (tab.payments.find(({ id }) => id === payment.id) ?? payment).refundable;
  const [amount, setAmount] = useState<number | null>(left.amount.amount);
  const [tip, setTip] = useState<number | null>(0);
  const [method, setMethod] = useState(payment.method);
  const [reason, setReason] = useState('');
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const offered = paymentMethods.filter(
    (name) => name === payment.method || settings.data?.paymentMethods.includes(name),
  );
  const sum = (amount ?? 0) + (tip ?? 0);
  const fits = (amount ?? 0) <= left.amount.amount && (tip ?? 0) <= left.tip.amount && sum > 0;
  const said = format(Number.isNaN(sum) ? 0 : sum, currency);
  const methodWord = t(($) => $.counter.pay[method]);
  const action = useTabAction(
    (input: Omit<RefundInput, 'idempotencyKey' | 'approval'>, { approval, keyOf }) =>
      client.ordering.payments.refund.mutate({ ...input, idempotencyKey: keyOf(), ...(approval && { approval }) }),
    {
      name: 'refund',
      what: () => `${t(($) => $.bill.refund.title)} · ${said} · ${reason}`,
      onDone: () => {
        noticeDone(t(($) => $.bill.refund.done, { amount: said, method: methodWord }));
        onClose();
      },
    },
  );
  return (
    <ActionSheet
      title={t(($) => $.bill.refund.title)}
      onClose={onClose}
      onSubmit={() =>
        action.mutate({
          tabId: tab.id,
          paymentId: payment.id,
          amount: amount ?? 0,
          method,
          reason: reason.trim(),
          ...(tip ? { tip } : {}),
        })
      }
      submitLabel={t(($) => $.bill.refund.submit, { amount: said })}
      submitting={action.isPending}
      disabled={!fits || reason.trim() === ''}
      failure={failureOf(action.error)}
    >
      <p className="action-hint">
        {tab.state === 'closed' ? t(($) => $.bill.refund.closedHint) : t(($) => $.bill.refund.openHint)}
      </p>
      <div>
        <MoneyField label={t(($) => $.bill.refund.amount)} value={amount} currency={currency} onChange={setAmount} />
        <p className="action-hint">{t(($) => $.bill.refund.most, { amount: format(left.amount.amount, currency) })}</p>
      </div>
      {left.tip.amount > 0 && (
        <div>
          <MoneyField label={t(($) => $.bill.refund.tip)} value={tip} currency={currency} onChange={setTip} />
          <p className="action-hint">{t(($) => $.bill.refund.most, { amount: format(left.tip.amount, currency) })}</p>
        </div>
      )}
      <Chips
        label={t(($) => $.bill.refund.how)}
        values={offered.map((name) => ({ value: name, text: t(($) => $.counter.pay[name]) }))}
        chosen={method}
        onChoose={setMethod}
      />
      <ReasonField reasonFor="refund" value={reason} onChange={setReason} />
    </ActionSheet>
  );
}

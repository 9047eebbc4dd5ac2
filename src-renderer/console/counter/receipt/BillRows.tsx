import { ActionIcon, Button } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money as MoneyAmount } from '#shared/money.ts';
import type { ChargeKind } from '#shared/ordering/order.ts';
import { Money, useMoney } from '../../../ui/money.tsx';
import { useTRPC } from '../../api.ts';
import { useMay } from '../../session.ts';
import type { TabDetail } from '../tab-detail.ts';
import type { ReceiptPayment } from './dialog.ts';
import { formatPpm } from './discounts.ts';
import { useAdjust } from './useAdjust.ts';
import { Who } from './Who.tsx';

interface BillRowsProps {
  readonly tab: TabDetail;
  readonly onWaive: (charge: ChargeKind) => void;
  readonly onRefund: (payment: ReceiptPayment) => void;
}

/** Everything on the bill besides dishes, in the order it is added up; each with what can be done about it. */
export function BillRows({ tab, onWaive, onRefund }: BillRowsProps) {
  const { t } = useTranslation();
  const plain = tab.discounts.length === 0 && tab.charges.length === 0 && tab.waivedCharges.length === 0;
  return (
    <dl className="bill-rows">
      {!plain && <Row label={t(($) => $.bill.totals.subtotal)} value={tab.subtotal} />}
      <Discounts tab={tab} />
      <Charges tab={tab} onWaive={onWaive} />
      <Taxes tab={tab} />
      <Payments tab={tab} onRefund={onRefund} />
    </dl>
  );
}

function Row({
  label,
  detail,
  value,
  off = false,
  gone = false,
  action,
}: {
  label: ReactNode;
  detail?: ReactNode;
  value: MoneyAmount;
  /** Takes away from the bill. */
  off?: boolean;
  gone?: boolean;
  action?: ReactNode;
}) {
  return (
    <div className="bill-row" data-gone={gone}>
      <dt>
        <span className="bill-row-label">{label}</span>
        {detail && <span className="bill-row-detail">{detail}</span>}
      </dt>
      <dd>
        <Money value={off ? { ...value, amount: -value.amount } : value} />
        {action}
      </dd>
    </div>
  );
}

function Discounts({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { removeDiscount } = useAdjust(tab);
  const money = useMoney();
  const mayRemove = tab.state !== 'closed' && may('discount', 'delete');
  return tab.discounts.map((discount) => {
    const name = t(($) => $.bill.discount.kinds[discount.kind]);
    const percent =
      discount.kind === 'discount' && discount.rule.kind === 'percent' ? ` ${formatPpm(discount.rule.ppm)}` : '';
    return (
      <Row
        key={discount.id}
        label={`${name}${percent}`}
        detail={
          <>
            {discount.reason} · <Who act={discount} people={tab.people} />
            {discount.cappedFrom && (
              <>
                <br />
                {t(($) => $.bill.discount.capped, {
                  amount: money(discount.cappedFrom.amount, discount.cappedFrom.currency),
                })}
              </>
            )}
          </>
        }
        value={discount.amount}
        off
        action={
          mayRemove && (
            <ActionIcon
              variant="subtle"
              color="done"
              size={44}
              aria-label={t(($) => $.bill.discount.remove, { name: `${name}${percent}` })}
              onClick={() => removeDiscount(discount)}
            >
              <IconX size={20} />
            </ActionIcon>
          )
        }
      />
    );
  });
}

function Charges({ tab, onWaive }: { tab: TabDetail; onWaive: (charge: ChargeKind) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { restoreCharge } = useAdjust(tab);
  const isOpen = tab.state !== 'closed';
  return (
    <>
      {tab.charges.map(({ kind, amount }) => {
        const name = t(($) => $.bill.charge[kind]);
        return (
          <Row
            key={kind}
            label={name}
            value={amount}
            action={
              isOpen &&
              may('discount', 'create') && (
                <ActionIcon
                  variant="subtle"
                  color="done"
                  size={44}
                  aria-label={t(($) => $.bill.charge.waive, { name })}
                  onClick={() => onWaive(kind)}
                >
                  <IconX size={20} />
                </ActionIcon>
              )
            }
          />
        );
      })}
      {tab.waivedCharges.map(({ kind, amount }) => {
        const name = t(($) => $.bill.charge[kind]);
        return (
          <Row
            key={kind}
            label={<s>{name}</s>}
            detail={t(($) => $.bill.charge.letGo)}
            value={amount}
            gone
            action={
              isOpen &&
              may('discount', 'delete') && (
                <ActionIcon
                  variant="subtle"
                  color="done"
                  size={44}
                  aria-label={t(($) => $.bill.charge.restore, { name })}
                  onClick={() => restoreCharge(kind)}
                >
                  <IconArrowBackUp size={20} />
                </ActionIcon>
              )
            }
          />
        );
      })}
    </>
  );
}

function Taxes({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const included = settings.data?.taxMode === 'inclusive';
  return tab.taxes.map(({ taxPpm, tax }) => (
    <Row
      key={taxPpm}
      label={
        included
          ? t(($) => $.counter.receipt.taxIncluded, { percent: formatPpm(taxPpm) })
          : t(($) => $.counter.receipt.taxAdded, { percent: formatPpm(taxPpm) })
      }
      value={tax}
    />
  ));
}

function Payments({ tab, onRefund }: { tab: TabDetail; onRefund: (payment: ReceiptPayment) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useMoney();
  return tab.payments.map((payment) => {
    const { currency } = payment.amount;
    const notes = [
      payment.tip.amount > 0 && t(($) => $.bill.totals.withTip, { amount: format(payment.tip.amount, currency) }),
      payment.change.amount > 0 &&
        t(($) => $.counter.receipt.change, { amount: format(payment.change.amount, currency) }),
      payment.reference,
    ].filter(Boolean);
    const left = payment.refundable.amount.amount + payment.refundable.tip.amount;
    const refunds = tab.refunds.filter(({ paymentId }) => paymentId === payment.id);
    return [
      <Row
        key={payment.id}
        label={t(($) => $.counter.receipt.paid, { method: t(($) => $.counter.pay[payment.method]) })}
        detail={
          <>
            {notes.map((note) => `${note} · `)}
            <Who act={payment} people={tab.people} />
          </>
        }
        value={payment.amount}
        off
        action={
          left > 0 &&
          may('refund', 'create') && (
            <Button variant="default" h={44} px={10} fz={15} onClick={() => onRefund(payment)}>
              {t(($) => $.bill.totals.refund)}
            </Button>
          )
        }
      />,
      ...refunds.map((refund) => (
        <Row
          key={refund.id}
          label={t(($) => $.bill.totals.refunded, { method: t(($) => $.counter.pay[refund.method]) })}
          detail={
            <>
              {refund.reason}
              {refund.tip.amount > 0 &&
                ` · ${t(($) => $.bill.totals.withTip, { amount: format(refund.tip.amount, currency) })}`}
              {' · '}
              <Who act={refund} people={tab.people} />
            </>
          }
          value={refund.amount}
        />
      )),
    ];
  });
}

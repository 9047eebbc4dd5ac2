import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { MoneyField } from '../../../ui/MoneyField.tsx';
import { useMoney } from '../../../ui/money.tsx';
import { PercentField } from '../../../ui/PercentField.tsx';
import { ActionSheet } from '../ActionSheet.tsx';
import { Chips } from '../Chips.tsx';
import { ReasonField } from '../ReasonField.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { failureOf } from '../useTabAction.ts';
import { type DiscountDraft, formatPpm, noDiscount, offOf, ruleOf } from './discounts.ts';
import type { ReceiptLine } from './lines.ts';
import { useAdjust } from './useAdjust.ts';

const percents = [50_000, 100_000, 120_000, 150_000, 200_000, 500_000] as const;

interface DiscountSheetProps {
  readonly tab: TabDetail;
  /** Undefined: everything on the bill, also what is ordered later. */
  readonly lines?: readonly ReceiptLine[] | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A discount by percent or amount, with a cap and a reason; the button says what it takes off. */
export function DiscountSheet({ tab, lines, onClose, onDone }: DiscountSheetProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const { currency } = tab.total;
  const [draft, setDraft] = useState<DiscountDraft>(noDiscount);
  const change = (part: Partial<DiscountDraft>) => setDraft((before) => ({ ...before, ...part }));
  const { give } = useAdjust(tab);
  const dishes = tab.subtotal.amount - tab.lineDiscounts.reduce((sum, { amount }) => sum + amount.amount, 0);
  const base = lines ? lines.reduce((sum, { due }) => sum + due, 0) : dishes;
  const rule = ruleOf(draft);
  const off = rule ? offOf(rule, base) : 0;
  const title = lines ? t(($) => $.bill.discount.titleLines, { count: lines.length }) : t(($) => $.bill.discount.title);
  const unit = 10 ** currencyExponent(currency);
  return (
    <ActionSheet
      title={title}
      onClose={onClose}
      onSubmit={() => {
        if (!rule) return;
        const lineIds = lines && { lineIds: lines.map(({ id }) => id) };
        give.mutate(
          { tabId: tab.id, kind: 'discount', rule, reason: draft.reason.trim(), ...lineIds },
          { onSuccess: onDone },
        );
      }}
      submitLabel={t(($) => $.bill.discount.submit, { amount: format(off, currency) })}
      submitting={give.isPending}
      disabled={off === 0 || draft.reason.trim() === ''}
      failure={failureOf(give.error)}
    >
      <SegmentedControl
        fullWidth
        size="md"
        aria-label={t(($) => $.bill.discount.kind)}
        value={draft.kind}
        onChange={(kind) => change({ kind: kind === 'amount' ? 'amount' : 'percent' })}
        data={[
          { value: 'percent', label: t(($) => $.bill.discount.percent) },
          { value: 'amount', label: t(($) => $.bill.discount.amount) },
        ]}
      />
      {draft.kind === 'percent' ? (
        <>
          <Chips
            label={t(($) => $.bill.discount.percent)}
            values={percents.map((ppm) => ({ value: ppm, text: formatPpm(ppm) }))}
            chosen={draft.ppm}
            onChoose={(ppm) => change({ ppm })}
          />
          <PercentField label={t(($) => $.bill.discount.own)} value={draft.ppm} onChange={(ppm) => change({ ppm })} />
          <MoneyField
            label={t(($) => $.bill.discount.cap)}
            value={draft.cap}
            currency={currency}
            onChange={(cap) => change({ cap })}
          />
        </>
      ) : (
        <>
          <Chips
            label={t(($) => $.bill.discount.amount)}
            values={[1, 5, 10, 20, 50]
              .map((units) => units * unit)
              .filter((amount) => amount <= base)
              .map((amount) => ({ value: amount, text: format(amount, currency) }))}
            chosen={draft.amount}
            onChoose={(amount) => change({ amount })}
          />
          <MoneyField
            key={draft.amount !== null && draft.amount % unit === 0 ? draft.amount : 'typed'}
            label={t(($) => $.bill.discount.ownAmount)}
            value={draft.amount}
            currency={currency}
            onChange={(amount) => change({ amount })}
          />
        </>
      )}
      <ReasonField reasonFor="discount" value={draft.reason} onChange={(reason) => change({ reason })} />
    </ActionSheet>
  );
}

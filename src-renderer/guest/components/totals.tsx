import type { TabView } from '#shared/ordering/guest-api.ts';
import { useSpeech } from '../context.ts';

interface TotalsProps {
  readonly taxMode: 'inclusive' | 'exclusive';
  readonly subtotal: number;
  readonly taxes: readonly { readonly taxPpm: number; readonly tax: number }[];
  readonly total: number;
  /** What comes off and on between the dishes and the total, signed. */
  readonly changes?: readonly { readonly key: string; readonly words: string; readonly amount: number }[];
  /** What is paid and left to pay, on a tab. */
  readonly settled?: { readonly paid: number; readonly balance: number };
}

/** Sums in minor units: taxes on top where prices exclude them, else the share they contain. */
export function Totals({ taxMode, subtotal, taxes, changes = [], total, settled }: TotalsProps) {
  const { t, format } = useSpeech();
  const isExclusive = taxMode === 'exclusive';
  const taxRows = taxes.map(({ taxPpm, tax }) => (
    <div key={taxPpm} class="minor">
      <dt>{(isExclusive ? t.tax : t.taxIncluded)(format.percent(taxPpm))}</dt>
      <dd>{format.money(tax)}</dd>
    </div>
  ));
  return (
    <dl class="totals">
      {(changes.length > 0 || (isExclusive && taxes.length > 0)) && (
        <div class="minor">
          <dt>{t.subtotal}</dt>
          <dd>{format.money(subtotal)}</dd>
        </div>
      )}
      {changes.map(({ key, words, amount }) => (
        <div key={key} class="minor">
          <dt>{words}</dt>
          <dd>{format.delta(amount)}</dd>
        </div>
      ))}
      {isExclusive && taxRows}
      <div class="total">
        <dt>{t.total}</dt>
        <dd>{format.money(total)}</dd>
      </div>
      {!isExclusive && taxRows}
      {settled && settled.paid > 0 && (
        <>
          <div>
            <dt>{t.paid}</dt>
            <dd>{format.money(settled.paid)}</dd>
          </div>
          <div class="total">
            <dt>{t.balance}</dt>
            <dd>{format.money(Math.max(0, settled.balance))}</dd>
          </div>
        </>
      )}
    </dl>
  );
}

/** The bill of a table: dishes, what the house took off or charges besides, and the total. */
export function TabTotals({ tab, finished = false }: { tab: TabView; finished?: boolean }) {
  const { t } = useSpeech();
  const changes = [
    ...tab.discounts.map(({ id, kind, amount }) => ({ key: id, words: t.discount[kind], amount: -amount.amount })),
    ...tab.charges.map(({ kind, amount }) => ({ key: kind, words: t.charge[kind], amount: amount.amount })),
  ].filter(({ amount }) => amount !== 0);
  const untaxed = changes.reduce((sum, { amount }) => sum + amount, tab.subtotal.amount);
  return (
    <Totals
      taxMode={untaxed === tab.total.amount ? 'inclusive' : 'exclusive'}
      subtotal={tab.subtotal.amount}
      changes={changes}
      taxes={tab.taxes.map((share) => ({ taxPpm: share.taxPpm, tax: share.tax.amount }))}
      total={tab.total.amount}
      {...(finished ? {} : { settled: { paid: tab.paid.amount, balance: tab.balance.amount } })}
    />
  );
}

import { useSpeech } from '../context.ts';

interface TotalsProps {
  readonly taxMode: 'inclusive' | 'exclusive';
  readonly subtotal: number;
  readonly taxes: readonly { readonly taxPpm: number; readonly tax: number }[];
  readonly total: number;
  /** What is paid and left to pay, on a tab. */
  readonly settled?: { readonly paid: number; readonly balance: number };
}

/** Sums in minor units: taxes on top where prices exclude them, else the share they contain. */
export function Totals({ taxMode, subtotal, taxes, total, settled }: TotalsProps) {
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
      {isExclusive && taxes.length > 0 && (
        <div class="minor">
          <dt>{t.subtotal}</dt>
          <dd>{format.money(subtotal)}</dd>
        </div>
      )}
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

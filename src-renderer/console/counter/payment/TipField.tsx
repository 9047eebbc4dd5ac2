import { useTranslation } from 'react-i18next';
import { MoneyField } from '../../../ui/MoneyField.tsx';
import { formatPpm } from '../receipt/discounts.ts';
import { noTip, type Tip } from './split.ts';

const percents = [50_000, 100_000] as const;

/** What the guest gives the staff on top. */
export function TipField({ tip, currency, onChange }: { tip: Tip; currency: string; onChange: (tip: Tip) => void }) {
  const { t } = useTranslation();
  const isOwn = tip.kind === 'own';
  return (
    <div>
      <fieldset className="tips" aria-label={t(($) => $.bill.pay.tip)}>
        <button
          type="button"
          className="chip pressable"
          aria-pressed={!isOwn && tip.ppm === 0}
          onClick={() => onChange(noTip)}
        >
          {t(($) => $.bill.pay.noTip)}
        </button>
        {percents.map((ppm) => (
          <button
            key={ppm}
            type="button"
            className="chip pressable"
            aria-pressed={!isOwn && tip.ppm === ppm}
            onClick={() => onChange({ kind: 'percent', ppm })}
          >
            {formatPpm(ppm)}
          </button>
        ))}
        <button
          type="button"
          className="chip pressable"
          aria-pressed={isOwn}
          onClick={() => onChange({ kind: 'own', amount: null })}
        >
          {t(($) => $.bill.pay.ownTip)}
        </button>
      </fieldset>
      {isOwn && (
        <MoneyField
          label={t(($) => $.bill.pay.ownTipAmount)}
          hideLabel
          value={tip.amount}
          currency={currency}
          onChange={(amount) => onChange({ kind: 'own', amount })}
        />
      )}
    </div>
  );
}

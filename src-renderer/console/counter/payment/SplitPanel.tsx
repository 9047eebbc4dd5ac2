import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ItemShare } from '#shared/ordering/bill.ts';
import { useMoney } from '../../../ui/money.tsx';
import { Stepper } from '../order/Stepper.tsx';
import { linesOf } from '../receipt/lines.ts';
import type { TabDetail } from '../tab-detail.ts';
import { type Split, sharesLeft, stepItem, whole } from './split.ts';

const most = 99;

interface SplitPanelProps {
  readonly tab: TabDetail;
  readonly split: Split;
  readonly shares: readonly ItemShare[];
  readonly onSplit: (split: Split) => void;
}

/** Who pays what: everything, equal shares, a typed amount, or dishes. */
export function SplitPanel({ tab, split, shares, onSplit }: SplitPanelProps) {
  const { t } = useTranslation();
  const kinds: readonly { readonly split: Split; readonly word: string }[] = [
    { split: whole, word: t(($) => $.counter.pay.whole) },
    { split: { kind: 'people', people: 2, paid: 0 }, word: t(($) => $.bill.pay.people) },
    { split: { kind: 'amount', typed: '' }, word: t(($) => $.bill.pay.byAmount) },
    { split: { kind: 'items', chosen: {} }, word: t(($) => $.bill.pay.items) },
  ];
  return (
    <div className="split">
      <fieldset className="split-kinds" aria-label={t(($) => $.bill.pay.split)}>
        {kinds.map(({ split: next, word }) => (
          <button
            key={next.kind}
            type="button"
            className="chip split-kind pressable"
            aria-pressed={split.kind === next.kind}
            onClick={() => split.kind !== next.kind && onSplit(next)}
          >
            {word}
          </button>
        ))}
      </fieldset>
      {split.kind === 'people' && <EqualShares tab={tab} split={split} onSplit={onSplit} />}
      {split.kind === 'items' && <Items tab={tab} split={split} shares={shares} onSplit={onSplit} />}
    </div>
  );
}

function EqualShares({
  tab,
  split,
  onSplit,
}: {
  tab: TabDetail;
  split: Extract<Split, { kind: 'people' }>;
  onSplit: (split: Split) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const { amount: balance, currency } = tab.balance;
  const [, ...later] = sharesLeft(split, balance);
  const label = t(($) => $.bill.pay.between);
  return (
    <div className="split-people">
      <Stepper
        label={label}
        value={split.people}
        min={Math.max(2, split.paid + 1)}
        max={most}
        onChange={(by) => onSplit({ ...split, people: split.people + by })}
      />
      <p className="split-words">
        <strong>{t(($) => $.bill.pay.share, { index: split.paid + 1, count: split.people })}</strong>
        {later.length > 0 && (
          <span>
            {t(($) => $.bill.pay.nextShares, { amounts: describeShares(later, (share) => format(share, currency)) })}
          </span>
        )}
      </p>
    </div>
  );
}

/** Equal neighbours together: "2 × ¥33.33". */
function describeShares(shares: readonly number[], say: (share: number) => string): string {
  const runs: { share: number; count: number }[] = [];
  for (const share of shares) {
    const last = runs.at(-1);
    if (last?.share === share) last.count += 1;
    else runs.push({ share, count: 1 });
  }
  return runs.map(({ share, count }) => (count > 1 ? `${count} × ${say(share)}` : say(share))).join(' + ');
}

function Items({ tab, split, shares, onSplit }: SplitPanelProps & { split: Extract<Split, { kind: 'items' }> }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { currency } = tab.balance;
  const lines = new Map(linesOf(tab).map((line) => [line.id, line]));
  const unpaid = shares.filter(({ portions, paid }) => paid < portions.length);
  const all = Object.fromEntries(unpaid.map(({ lineId, portions, paid }) => [lineId, portions.length - paid]));
  return (
    <div className="split-items">
      <ul className="split-list">
        {shares.map((share) => {
          const line = lines.get(share.lineId);
          if (!line) return null;
          const left = share.portions.length - share.paid;
          const next = share.portions[Math.min(share.paid, share.portions.length - 1)] ?? 0;
          return (
            <li key={share.lineId} className="split-item" data-paid={left === 0}>
              <span className="split-item-name">
                {line.name}
                <span className="split-item-price number">
                  {left === 0
                    ? t(($) => $.bill.pay.allPaid)
                    : `${left} · ${t(($) => $.bill.pay.portion, { amount: format(next, currency) })}`}
                </span>
              </span>
              {left > 0 && (
                <Stepper
                  label={line.name}
                  value={split.chosen[share.lineId] ?? 0}
                  max={left}
                  removable={false}
                  onChange={(by) => onSplit(stepItem(split, share, by))}
                />
              )}
            </li>
          );
        })}
      </ul>
      <Button variant="default" h={48} fz={16} onClick={() => onSplit({ kind: 'items', chosen: all })}>
        {t(($) => $.bill.pay.everyItem)}
      </Button>
    </div>
  );
}

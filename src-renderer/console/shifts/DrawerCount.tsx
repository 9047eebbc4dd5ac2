import { ActionIcon, SegmentedControl, TextInput } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Denomination, denominationsOf } from '#shared/denominations.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMoney } from '../../ui/money.tsx';

/** What was counted: pieces by `keyOf` the note or coin. `amount` is null while nothing readable is typed. */
export interface Counted {
  readonly amount: number | null;
  readonly pieces: Readonly<Record<string, number>>;
}

export const nothingCounted: Counted = { amount: 0, pieces: {} };

const mostPieces = 100_000;

const keyOf = ({ value, kind }: Denomination): string => `${value} ${kind}`;
const worthOf = (key: string): number => Number(key.split(' ')[0]);

/** What was counted as the landing keeps it: a note and a coin of the same worth together. */
export function denominationsIn({ pieces }: Counted): { value: number; pieces: number }[] {
  const sums = new Map<number, number>();
  for (const [key, count] of Object.entries(pieces)) sums.set(worthOf(key), (sums.get(worthOf(key)) ?? 0) + count);
  return [...sums].filter(([, count]) => count > 0).map(([value, count]) => ({ value, pieces: count }));
}

interface DrawerCountProps {
  readonly currency: string;
  readonly value: Counted;
  readonly onChange: (counted: Counted) => void;
}

/** Counts a drawer by touch, note by note, or takes an amount somebody counted elsewhere. */
export function DrawerCount({ currency, value, onChange }: DrawerCountProps) {
  const { t } = useTranslation();
  const [how, setHow] = useState<'pieces' | 'amount'>('pieces');
  const all = denominationsOf(currency);
  const set = (denomination: Denomination, pieces: number) => {
    const next = { ...value.pieces, [keyOf(denomination)]: Math.min(Math.max(0, pieces), mostPieces) };
    const amount = Object.entries(next).reduce((sum, [key, count]) => sum + worthOf(key) * count, 0);
    onChange({ amount, pieces: next });
  };
  const groups = [
    { kind: 'note', name: t(($) => $.shifts.notes) },
    { kind: 'coin', name: t(($) => $.shifts.coins) },
  ] as const;
  return (
    <div>
      <SegmentedControl
        fullWidth
        size="md"
        mb="sm"
        aria-label={t(($) => $.shifts.counting)}
        value={how}
        onChange={(next) => {
          setHow(next === 'amount' ? 'amount' : 'pieces');
          onChange(next === 'amount' ? { amount: value.amount || null, pieces: {} } : nothingCounted);
        }}
        data={[
          { value: 'pieces', label: t(($) => $.shifts.countPieces) },
          { value: 'amount', label: t(($) => $.shifts.typeAmount) },
        ]}
      />
      {how === 'amount' ? (
        <MoneyField
          label={t(($) => $.shifts.amount)}
          currency={currency}
          value={value.amount}
          onChange={(amount) => onChange({ amount: Number.isNaN(amount) ? null : amount, pieces: {} })}
        />
      ) : (
        groups.map(({ kind, name }) => {
          const list = all.filter((one) => one.kind === kind);
          if (list.length === 0) return null;
          return (
            <fieldset key={kind} className="count-group">
              <legend className="section-title">{name}</legend>
              {list.map((one) => (
                <PieceRow
                  key={keyOf(one)}
                  worth={one.value}
                  currency={currency}
                  pieces={value.pieces[keyOf(one)] ?? 0}
                  onChange={(pieces) => set(one, pieces)}
                />
              ))}
            </fieldset>
          );
        })
      )}
    </div>
  );
}

function PieceRow({
  worth,
  currency,
  pieces,
  onChange,
}: {
  worth: number;
  currency: string;
  pieces: number;
  onChange: (pieces: number) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const value = format(worth, currency);
  return (
    <div className="count-row">
      <span className="number count-worth">{value}</span>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t(($) => $.shifts.fewer, { value })}
        disabled={pieces === 0}
        onClick={() => onChange(pieces - 1)}
      >
        <IconMinus size={20} />
      </ActionIcon>
      <TextInput
        size="md"
        inputMode="numeric"
        className="count-pieces"
        aria-label={t(($) => $.shifts.pieces, { value })}
        value={pieces === 0 ? '' : String(pieces)}
        placeholder="0"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          const typed = event.currentTarget.value.replace(/\D/g, '');
          onChange(Number(typed.slice(0, 6)));
        }}
      />
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t(($) => $.shifts.more, { value })}
        onClick={() => onChange(pieces + 1)}
      >
        <IconPlus size={20} />
      </ActionIcon>
      <span className="number count-sum">{format(worth * pieces, currency)}</span>
    </div>
  );
}

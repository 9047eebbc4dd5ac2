import { Button } from '@mantine/core';
import { IconBackspace } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { parseAmount } from '#shared/money.ts';
import { useMoney } from '../../../ui/money.tsx';
import { type CashKey, pressCashKey, quickNotes } from './cash.ts';

const keys: readonly CashKey[] = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '00', '0', '.'];

export interface PaneProps {
  readonly amount: number;
  readonly currency: string;
  readonly isPending: boolean;
  readonly onTake: (extra: { tendered?: number; reference?: string }) => void;
}

/** Cash: what was handed over by note or keypad, the change as large as it can be. */
export function CashPane({ amount, currency, isPending, onTake }: PaneProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const exponent = currencyExponent(currency);
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState<number | null>(null);
  const given = note ?? (typed === '' ? amount : (parseAmount(typed, exponent) ?? 0));
  const change = given - amount;
  const choose = (value: number | null) => {
    setTyped('');
    setNote(value);
  };
  const press = (key: CashKey) => {
    setNote(null);
    setTyped((before) => pressCashKey(before, key, exponent));
  };
  const isExact = note === null && typed === '';
  return (
    <form
      className="cash"
      onSubmit={(event) => {
        event.preventDefault();
        if (change >= 0 && amount > 0) onTake({ tendered: given });
      }}
    >
      <div className="cash-given">
        <span>{t(($) => $.counter.pay.cashGiven)}</span>
        <output className="number">{note === null && typed !== '' ? typed : format(given, currency)}</output>
      </div>
      <div className="cash-notes">
        <Button
          h={48}
          fz={16}
          px={8}
          variant={isExact ? 'light' : 'default'}
          aria-pressed={isExact}
          onClick={() => choose(null)}
        >
          {t(($) => $.counter.pay.exact)}
        </Button>
        {quickNotes(amount, currency, exponent).map((value) => (
          <Button
            key={value}
            h={48}
            fz={16}
            px={8}
            variant={note === value ? 'light' : 'default'}
            aria-pressed={note === value}
            onClick={() => choose(value)}
          >
            {format(value, currency).replace(/[.,]0+$/, '')}
          </Button>
        ))}
      </div>
      <div className="cash-keys">
        {keys.map((key) => (
          <Button
            key={key}
            variant="default"
            fz={24}
            disabled={key === '.' && exponent === 0}
            onClick={() => press(key)}
          >
            {key}
          </Button>
        ))}
        <Button variant="default" fz={16} onClick={() => press('clear')}>
          {t(($) => $.counter.pay.clear)}
        </Button>
        <Button
          variant="default"
          className="cash-back"
          aria-label={t(($) => $.counter.pay.backspace)}
          onClick={() => press('back')}
        >
          <IconBackspace size={26} />
        </Button>
      </div>
      <div className="cash-change" data-short={change < 0} aria-live="polite">
        <span>{change < 0 ? t(($) => $.counter.pay.short) : t(($) => $.counter.pay.change)}</span>
        <strong className="number">{format(Math.abs(change), currency)}</strong>
      </div>
      <Button type="submit" h={60} fz={20} data-autofocus loading={isPending} disabled={change < 0 || amount <= 0}>
        {t(($) => $.counter.pay.take, { amount: format(amount, currency) })}
      </Button>
    </form>
  );
}

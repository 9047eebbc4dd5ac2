import { useSpeech } from '../context.ts';
import { Icon } from './icons.tsx';

interface StepperProps {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Shows a bin instead of the minus where one less removes. */
  readonly removes?: boolean;
  readonly onChange: (value: number) => void;
}

/** Minus, number, plus. */
export function Stepper({ name, value, min, max, removes = false, onChange }: StepperProps) {
  const { t } = useSpeech();
  const atBin = removes && value === 1;
  return (
    <fieldset class="stepper" aria-label={`${t.quantity}: ${name}`}>
      <button
        type="button"
        class="icon-button"
        aria-label={atBin ? `${t.remove}: ${name}` : t.less(name)}
        disabled={value <= min}
        onClick={() => onChange(value - 1)}
      >
        <Icon name={atBin ? 'trash' : 'minus'} />
      </button>
      <output aria-live="polite">{value}</output>
      <button
        type="button"
        class="icon-button"
        aria-label={t.more(name)}
        disabled={value >= max}
        onClick={() => onChange(value + 1)}
      >
        <Icon name="plus" />
      </button>
    </fieldset>
  );
}

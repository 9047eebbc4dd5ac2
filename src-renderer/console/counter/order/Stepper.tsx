import { Button } from '@mantine/core';
import { IconMinus, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A quantity with one more and one less, each large enough for a thumb. */
export function Stepper({
  value,
  onChange,
  min = 0,
  max = 999,
  disabled = false,
  removable = min === 0,
  label,
}: {
  value: number;
  onChange: (by: 1 | -1) => void;
  min?: number;
  max?: number;
  disabled?: boolean;
  /** Going to nothing takes the thing away. */
  removable?: boolean;
  label: string;
}) {
  const { t } = useTranslation();
  const removes = removable && value === 1;
  return (
    <fieldset className="stepper" aria-label={label}>
      <Button
        variant="default"
        h={44}
        w={44}
        p={0}
        disabled={disabled || value <= min}
        aria-label={removes ? t(($) => $.counter.order.remove, { name: label }) : t(($) => $.counter.order.fewer)}
        onClick={() => onChange(-1)}
      >
        {removes ? <IconTrash size={18} /> : <IconMinus size={18} />}
      </Button>
      <output className="number">{value}</output>
      <Button
        variant="default"
        h={44}
        w={44}
        p={0}
        disabled={disabled || value >= max}
        aria-label={t(($) => $.counter.order.more)}
        onClick={() => onChange(1)}
      >
        <IconPlus size={18} />
      </Button>
    </fieldset>
  );
}

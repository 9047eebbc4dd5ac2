import { Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { bill } from '../../ui/i18n/en/bill.ts';
import { Chips } from './Chips.tsx';

/** What a reason is for; each has its own usual ones. */
export type ReasonFor = 'void' | 'discount' | 'complimentary' | 'charge' | 'refund' | 'reopen';

/** Why something is done to a bill: a usual reason by one tap, or one's own words. Keeps the words themselves. */
export function ReasonField({
  reasonFor,
  value,
  onChange,
}: {
  reasonFor: ReasonFor;
  value: string;
  onChange: (reason: string) => void;
}) {
  const { t } = useTranslation();
  const usual = t(($) => $.bill.reason[reasonFor], { returnObjects: true }) as Readonly<Record<string, string>>;
  const values = Object.keys(bill.reason[reasonFor]).map((name) => ({
    value: usual[name] ?? name,
    text: usual[name] ?? name,
  }));
  const isUsual = values.some(({ text }) => text === value);
  return (
    <Stack gap="sm">
      <Chips label={t(($) => $.bill.reason.label)} values={values} chosen={value} onChoose={onChange} />
      <TextInput
        size="md"
        maxLength={200}
        label={t(($) => $.bill.reason.ownWords)}
        value={isUsual ? '' : value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Stack>
  );
}

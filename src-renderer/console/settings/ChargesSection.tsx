import { SegmentedControl, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { localize } from '#shared/languages.ts';
import { mulDivRound } from '#shared/money.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMoney } from '../../ui/money.tsx';
import { PercentField } from '../../ui/PercentField.tsx';
import { percentText } from '../../ui/percent.ts';
import { describeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import { type Charges, chargeProblem, firstCharges } from './chargeDraft.ts';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';

/** What a bill costs beside the dishes: service charge, seat or tea charge, minimum spend. */
export function ChargesSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { currency } = useMe().enterprise;
  const unit = 10 ** currencyExponent(currency);
  const { serviceCharge, coverCharge, minimumSpend, taxClasses } = settings;
  const saved: Charges = { serviceCharge, coverCharge, minimumSpend };
  const draft = useDraft(saved);
  const { value, change } = draft;
  const save = useSaveOrdering(saved, draft.discard);
  const first = firstCharges(taxClasses[0]?.id ?? 'standard', unit);
  const wrong = chargeProblem(value);
  const classes = taxClasses.map(({ id, name }) => ({ value: id, label: localize(name, currentLanguage()) }));
  const hundred = 100 * unit;
  return (
    <Section
      title={t(($) => $.settings.charges.title)}
      hint={t(($) => $.settings.charges.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate(value)}
      problem={wrong && t(($) => $.settings.charges.problems[wrong])}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="lg">
        <Charge
          kind="service"
          charge={value.serviceCharge}
          first={first.serviceCharge}
          onChange={(charge) => change({ serviceCharge: charge })}
        >
          {(charge, set) => (
            <>
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
                <PercentField
                  label={t(($) => $.settings.charges.service.percent)}
                  value={charge.ppm}
                  onChange={(ppm) => set({ ppm })}
                />
                <TaxClassField classes={classes} value={charge.taxClass} onChange={(taxClass) => set({ taxClass })} />
              </SimpleGrid>
              <Switch
                size="md"
                label={t(($) => $.settings.charges.service.takeAway)}
                checked={charge.takeAway}
                onChange={(event) => set({ takeAway: event.currentTarget.checked })}
              />
              {!Number.isNaN(charge.ppm) && (
                <Text className="hint" aria-live="polite">
                  {t(($) => $.settings.charges.service.example, {
                    percent: percentText(charge.ppm),
                    base: format(hundred, currency),
                    amount: format(mulDivRound(hundred, charge.ppm, 1_000_000), currency),
                  })}
                </Text>
              )}
            </>
          )}
        </Charge>
        <Charge
          kind="cover"
          charge={value.coverCharge}
          first={first.coverCharge}
          onChange={(charge) => change({ coverCharge: charge })}
        >
          {(charge, set) => (
            <>
              <AmountFields
                label={t(($) => $.settings.charges.cover.amount)}
                charge={charge}
                onChange={set}
                classes={classes}
              />
              {charge.amount > 0 && (
                <Text className="hint" aria-live="polite">
                  {t(($) => $.settings.charges.cover.example, {
                    each: format(charge.amount, currency),
                    amount: format(4 * charge.amount, currency),
                  })}
                </Text>
              )}
            </>
          )}
        </Charge>
        <Charge
          kind="minimum"
          charge={value.minimumSpend}
          first={first.minimumSpend}
          onChange={(charge) => change({ minimumSpend: charge })}
        >
          {(charge, set) => (
            <>
              <SegmentedControl
                aria-label={t(($) => $.settings.charges.minimum.per)}
                value={charge.per}
                onChange={(per) => set({ per: per === 'guest' ? 'guest' : 'tab' })}
                data={[
                  { value: 'tab', label: t(($) => $.settings.charges.minimum.perTab) },
                  { value: 'guest', label: t(($) => $.settings.charges.minimum.perGuest) },
                ]}
              />
              <AmountFields
                label={t(($) => $.settings.charges.minimum.amount)}
                charge={charge}
                onChange={set}
                classes={classes}
              />
              {charge.amount > 0 && <MinimumExample amount={charge.amount} per={charge.per} currency={currency} />}
            </>
          )}
        </Charge>
      </Stack>
    </Section>
  );
}

interface ChargeProps<T> {
  readonly kind: 'service' | 'cover' | 'minimum';
  readonly charge: T | null;
  /** What it begins with when it is switched on. */
  readonly first: T;
  readonly onChange: (charge: T | null) => void;
  readonly children: (charge: T, set: (part: Partial<T>) => void) => ReactNode;
}

/** A charge, switched on or off, and under the switch what it is when it is on. */
function Charge<T extends object>({ kind, charge, first, onChange, children }: ChargeProps<T>) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Switch
        size="md"
        className="charge-switch"
        label={t(($) => $.settings.charges[kind].label)}
        description={t(($) => $.settings.charges[kind].hint)}
        checked={charge !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? first : null)}
      />
      {charge && <div className="charge-details">{children(charge, (part) => onChange({ ...charge, ...part }))}</div>}
    </Stack>
  );
}

interface TaxClassFieldProps {
  readonly classes: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (taxClass: string) => void;
}

/** By which class a charge is taxed; nothing where the house has one only. */
function TaxClassField({ classes, value, onChange }: TaxClassFieldProps) {
  const { t } = useTranslation();
  if (classes.length < 2) return null;
  return (
    <Select
      size="md"
      allowDeselect={false}
      label={t(($) => $.settings.charges.taxClass)}
      value={value}
      onChange={(id) => id !== null && onChange(id)}
      data={classes}
    />
  );
}

interface Amount {
  readonly amount: number;
  readonly taxClass: string;
}

interface AmountFieldsProps {
  readonly label: string;
  readonly charge: Amount;
  readonly classes: TaxClassFieldProps['classes'];
  readonly onChange: (part: Partial<Amount>) => void;
}

/** A charge that is an amount of money. */
function AmountFields({ label, charge, classes, onChange }: AmountFieldsProps) {
  const { currency } = useMe().enterprise;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <MoneyField
        label={label}
        currency={currency}
        value={charge.amount}
        onChange={(amount) => onChange({ amount: amount ?? Number.NaN })}
      />
      <TaxClassField classes={classes} value={charge.taxClass} onChange={(taxClass) => onChange({ taxClass })} />
    </SimpleGrid>
  );
}

interface MinimumExampleProps {
  readonly amount: number;
  readonly per: 'tab' | 'guest';
  readonly currency: string;
}

function MinimumExample({ amount, per, currency }: MinimumExampleProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const guests = per === 'guest' ? 2 : 1;
  const eaten = mulDivRound(amount * guests, 3, 4);
  const words = {
    eaten: format(eaten, currency),
    minimum: format(amount * guests, currency),
    added: format(amount * guests - eaten, currency),
  };
  return (
    <Text className="hint" aria-live="polite">
      {per === 'guest'
        ? t(($) => $.settings.charges.minimum.exampleGuest, words)
        : t(($) => $.settings.charges.minimum.exampleTab, words)}
    </Text>
  );
}

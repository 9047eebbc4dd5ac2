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
  const taxOf = (taxClass: string, choose: (taxClass: string) => void) =>
    classes.length > 1 && (
      <Select
        size="md"
        allowDeselect={false}
        label={t(($) => $.settings.charges.taxClass)}
        value={taxClass}
        onChange={(id) => id !== null && choose(id)}
        data={classes}
      />
    );
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
        <Stack gap="sm">
          <Switch
            size="md"
            className="charge-switch"
            label={t(($) => $.settings.charges.service.label)}
            description={t(($) => $.settings.charges.service.hint)}
            checked={value.serviceCharge !== null}
            onChange={(event) => change({ serviceCharge: event.currentTarget.checked ? first.serviceCharge : null })}
          />
          {value.serviceCharge && (
            <Details charge={value.serviceCharge} onChange={(charge) => change({ serviceCharge: charge })}>
              {(charge, set) => (
                <>
                  <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
                    <PercentField
                      label={t(($) => $.settings.charges.service.percent)}
                      value={charge.ppm}
                      onChange={(ppm) => set({ ppm })}
                    />
                    {taxOf(charge.taxClass, (taxClass) => set({ taxClass }))}
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
            </Details>
          )}
        </Stack>
        <Stack gap="sm">
          <Switch
            size="md"
            className="charge-switch"
            label={t(($) => $.settings.charges.cover.label)}
            description={t(($) => $.settings.charges.cover.hint)}
            checked={value.coverCharge !== null}
            onChange={(event) => change({ coverCharge: event.currentTarget.checked ? first.coverCharge : null })}
          />
          {value.coverCharge && (
            <Details charge={value.coverCharge} onChange={(charge) => change({ coverCharge: charge })}>
              {(charge, set) => (
                <>
                  <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
                    <MoneyField
                      label={t(($) => $.settings.charges.cover.amount)}
                      currency={currency}
                      value={charge.amount}
                      onChange={(amount) => set({ amount: amount ?? Number.NaN })}
                    />
                    {taxOf(charge.taxClass, (taxClass) => set({ taxClass }))}
                  </SimpleGrid>
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
            </Details>
          )}
        </Stack>
        <Stack gap="sm">
          <Switch
            size="md"
            className="charge-switch"
            label={t(($) => $.settings.charges.minimum.label)}
            description={t(($) => $.settings.charges.minimum.hint)}
            checked={value.minimumSpend !== null}
            onChange={(event) => change({ minimumSpend: event.currentTarget.checked ? first.minimumSpend : null })}
          />
          {value.minimumSpend && (
            <Details charge={value.minimumSpend} onChange={(charge) => change({ minimumSpend: charge })}>
              {(charge, set) => (
                <>
                  <SegmentedControl
                    className="touch-segments"
                    aria-label={t(($) => $.settings.charges.minimum.per)}
                    value={charge.per}
                    onChange={(per) => set({ per: per === 'guest' ? 'guest' : 'tab' })}
                    data={[
                      { value: 'tab', label: t(($) => $.settings.charges.minimum.perTab) },
                      { value: 'guest', label: t(($) => $.settings.charges.minimum.perGuest) },
                    ]}
                  />
                  <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
                    <MoneyField
                      label={t(($) => $.settings.charges.minimum.amount)}
                      currency={currency}
                      value={charge.amount}
                      onChange={(amount) => set({ amount: amount ?? Number.NaN })}
                    />
                    {taxOf(charge.taxClass, (taxClass) => set({ taxClass }))}
                  </SimpleGrid>
                  {charge.amount > 0 && <MinimumExample amount={charge.amount} per={charge.per} currency={currency} />}
                </>
              )}
            </Details>
          )}
        </Stack>
      </Stack>
    </Section>
  );
}

interface DetailsProps<T> {
  readonly charge: T;
  readonly onChange: (charge: T) => void;
  readonly children: (charge: T, set: (part: Partial<T>) => void) => ReactNode;
}

function Details<T extends object>({ charge, onChange, children }: DetailsProps<T>) {
  return <div className="charge-details">{children(charge, (part) => onChange({ ...charge, ...part }))}</div>;
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

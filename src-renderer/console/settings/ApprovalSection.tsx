import { SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { mulDivRound } from '#shared/money.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMoney } from '../../ui/money.tsx';
import { PercentField } from '../../ui/PercentField.tsx';
import { percentText } from '../../ui/percent.ts';
import { describeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import { type ApprovalRules, areLimitsReadable } from './chargeDraft.ts';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';

/** Up to where the staff decide alone, how a bill is rounded down, and whether money needs an open shift. */
export function ApprovalSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { currency } = useMe().enterprise;
  const unit = 10 ** currencyExponent(currency);
  const { approvalLimits, roundingStep, shiftRequired } = settings;
  const saved: ApprovalRules = { approvalLimits, roundingStep, shiftRequired };
  const draft = useDraft(saved);
  const { value, change } = draft;
  const save = useSaveOrdering(saved, draft.discard);
  const limits = value.approvalLimits;
  const limit = (part: Partial<ApprovalRules['approvalLimits']>) => change({ approvalLimits: { ...limits, ...part } });
  const bill = 123 * unit + Math.floor(unit / 2);
  const rounded = value.roundingStep > 0 ? bill - (bill % value.roundingStep) : bill;
  return (
    <Section
      title={t(($) => $.settings.approval.title)}
      hint={t(($) => $.settings.approval.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate(value)}
      problem={areLimitsReadable(value) ? undefined : t(($) => $.settings.approval.unreadable)}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
          <Limit
            label={t(($) => $.settings.approval.discount)}
            limited={limits.discountPpm !== null}
            onLimit={(on) => limit({ discountPpm: on ? 100_000 : null })}
            example={
              limits.discountPpm !== null && !Number.isNaN(limits.discountPpm)
                ? t(($) => $.settings.approval.discountExample, {
                    percent: percentText(limits.discountPpm),
                    base: format(100 * unit, currency),
                    amount: format(mulDivRound(100 * unit, limits.discountPpm, 1_000_000), currency),
                  })
                : undefined
            }
          >
            {limits.discountPpm !== null && (
              <PercentField
                label={t(($) => $.settings.approval.upTo)}
                value={limits.discountPpm}
                onChange={(discountPpm) => limit({ discountPpm })}
              />
            )}
          </Limit>
          <MoneyLimit
            label={t(($) => $.settings.approval.voids)}
            amount={limits.voidAmount}
            first={50 * unit}
            onChange={(voidAmount) => limit({ voidAmount })}
          />
          <MoneyLimit
            label={t(($) => $.settings.approval.refunds)}
            amount={limits.refundAmount}
            first={0}
            onChange={(refundAmount) => limit({ refundAmount })}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <div>
            <MoneyField
              label={t(($) => $.settings.approval.rounding)}
              currency={currency}
              value={value.roundingStep}
              onChange={(amount) => change({ roundingStep: amount ?? Number.NaN })}
            />
            <Text className="hint" mt={6} aria-live="polite">
              {value.roundingStep > 0
                ? t(($) => $.settings.approval.roundingExample, {
                    bill: format(bill, currency),
                    rounded: format(rounded, currency),
                  })
                : t(($) => $.settings.approval.roundingOff)}
            </Text>
          </div>
          <Switch
            size="md"
            label={t(($) => $.settings.approval.shift)}
            description={t(($) => $.settings.approval.shiftHint)}
            checked={value.shiftRequired}
            onChange={(event) => change({ shiftRequired: event.currentTarget.checked })}
          />
        </SimpleGrid>
      </Stack>
    </Section>
  );
}

interface LimitProps {
  readonly label: string;
  readonly limited: boolean;
  readonly onLimit: (limited: boolean) => void;
  readonly example: string | undefined;
  readonly children: ReactNode;
}

function Limit({ label, limited, onLimit, example, children }: LimitProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="limit" aria-label={label}>
      <Switch size="md" label={label} checked={limited} onChange={(event) => onLimit(event.currentTarget.checked)} />
      {children}
      <Text className="hint" mt={6} aria-live="polite">
        {limited ? example : t(($) => $.settings.approval.noLimit)}
      </Text>
    </fieldset>
  );
}

interface MoneyLimitProps {
  readonly label: string;
  /** Minor units; null for no limit. */
  readonly amount: number | null;
  readonly first: number;
  readonly onChange: (amount: number | null) => void;
}

function MoneyLimit({ label, amount, first, onChange }: MoneyLimitProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const { currency } = useMe().enterprise;
  const example =
    amount === 0
      ? t(($) => $.settings.approval.always)
      : amount !== null && !Number.isNaN(amount)
        ? t(($) => $.settings.approval.amountExample, { amount: format(amount, currency) })
        : undefined;
  return (
    <Limit label={label} limited={amount !== null} onLimit={(on) => onChange(on ? first : null)} example={example}>
      {amount !== null && (
        <MoneyField
          label={t(($) => $.settings.approval.upTo)}
          currency={currency}
          value={amount}
          onChange={(typed) => onChange(typed ?? Number.NaN)}
        />
      )}
    </Limit>
  );
}

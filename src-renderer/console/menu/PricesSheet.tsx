import {
  Checkbox,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { localize } from '#shared/languages.ts';
import { toDecimalString } from '#shared/money.ts';
import { dietaryTags } from '#shared/ordering/entities.ts';
import type { PriceChange, PriceRounding } from '#shared/ordering/price-change.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import { PriceTable } from './PriceTable.tsx';
import { type PriceSelection, priceRows, type RowEdits, roundingsFor, writtenRows } from './priceRows.ts';
import type { MenuList } from './rows.ts';
import { useRefreshMenu } from './useMenu.ts';
import { useNoticeChange } from './useUndoChange.ts';

interface Rule {
  readonly kind: PriceChange['kind'];
  /** Minor units, null while nothing is typed, NaN while unreadable. */
  readonly amount: number | null;
  readonly percent: number | null;
  /** Place in the list of roundings, or null for none. */
  readonly rounding: number | null;
  readonly direction: PriceRounding['direction'];
}

const noEdits: RowEdits = { excluded: new Set(), typed: new Map() };
const everything: PriceSelection = { categoryId: null, tags: [], search: '', hours: true };
const noRule: Rule = { kind: 'percent', amount: null, percent: null, rounding: null, direction: 'nearest' };

function changeOf({ kind, amount, percent }: Rule): PriceChange | null {
  if (kind === 'percent') return percent === null ? null : { kind, ppm: Math.round(percent * 10_000) };
  return amount === null || Number.isNaN(amount) ? null : { kind, amount };
}

/** Changes many prices at once, with every old and new price on the table before anything is written. */
export function PricesSheet({ menu, onClose }: { menu: MenuList; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { enterprise } = useMe();
  const refresh = useRefreshMenu();
  const notice = useNoticeChange();
  const [selection, setSelection] = useState(everything);
  const [rule, setRule] = useState(noRule);
  const [edits, setEdits] = useState(noEdits);
  const roundings = useMemo(() => roundingsFor(currencyExponent(enterprise.currency)), [enterprise.currency]);
  const rows = useMemo(() => {
    const rounding = rule.rounding === null ? undefined : roundings[rule.rounding];
    return priceRows(menu, selection, changeOf(rule), rounding ? { ...rounding, direction: rule.direction } : null);
  }, [menu, selection, rule, roundings]);
  const written = writtenRows(rows, edits);
  const unreadable = written.some(({ to }) => Number.isNaN(to));
  const save = useMutation(
    trpc.ordering.menu.changePrices.mutationOptions({
      onSuccess: async ({ changeId, changed }) => {
        await refresh();
        onClose();
        notice(
          t(($) => $.menu.prices.done, { count: changed }),
          changeId,
        );
      },
      onError: refresh,
    }),
  );
  return (
    <Sheet
      opened
      size={960}
      title={t(($) => $.menu.prices.title)}
      onClose={onClose}
      onSubmit={() =>
        save.mutate({
          prices: written.map(({ item, daypart, from, to }) => ({ itemId: item.id, daypart, from, to })),
        })
      }
      submitting={save.isPending}
      submitLabel={t(($) => $.menu.prices.apply, { count: written.length })}
      disabled={written.length === 0 || unreadable}
      failure={save.isError ? describeError(save.error) : unreadable ? t(($) => $.menu.prices.unreadable) : undefined}
    >
      <Stack gap="md">
        <Which menu={menu} selection={selection} onChange={(part) => setSelection({ ...selection, ...part })} />
        <How
          rule={rule}
          roundings={roundings}
          onChange={(part) => {
            setRule({ ...rule, ...part });
            // What was typed over the old rule's prices says nothing about the new one's.
            setEdits({ ...edits, typed: new Map() });
          }}
        />
        <Text className="hint" aria-live="polite">
          {rows.length === 0
            ? t(($) => $.menu.prices.none)
            : t(($) => $.menu.prices.selected, { count: written.length })}
        </Text>
        <PriceTable rows={rows} edits={edits} onChange={setEdits} />
      </Stack>
    </Sheet>
  );
}

interface WhichProps {
  readonly menu: MenuList;
  readonly selection: PriceSelection;
  readonly onChange: (part: Partial<PriceSelection>) => void;
}

function Which({ menu, selection, onChange }: WhichProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
      <Select
        size="md"
        label={t(($) => $.menu.prices.which)}
        allowDeselect={false}
        value={selection.categoryId ?? ''}
        onChange={(categoryId) => onChange({ categoryId: categoryId || null })}
        data={[
          { value: '', label: t(($) => $.menu.prices.all) },
          ...menu.categories.map(({ id, name }) => ({ value: id, label: localize(name, language) })),
        ]}
      />
      <MultiSelect
        size="md"
        label={t(($) => $.menu.prices.tags)}
        placeholder={selection.tags.length === 0 ? t(($) => $.menu.prices.anyTag) : ''}
        value={[...selection.tags]}
        onChange={(tags) => onChange({ tags })}
        data={dietaryTags.map((tag) => ({ value: tag, label: t(($) => $.menu.tags[tag]) }))}
      />
      <TextInput
        size="md"
        label={t(($) => $.menu.prices.find)}
        leftSection={<IconSearch size={18} />}
        value={selection.search}
        onChange={(event) => onChange({ search: event.currentTarget.value })}
      />
      <Checkbox
        size="md"
        label={t(($) => $.menu.prices.hours)}
        checked={selection.hours}
        onChange={(event) => onChange({ hours: event.currentTarget.checked })}
      />
    </SimpleGrid>
  );
}

interface HowProps {
  readonly rule: Rule;
  readonly roundings: ReturnType<typeof roundingsFor>;
  readonly onChange: (part: Partial<Rule>) => void;
}

function How({ rule, roundings, onChange }: HowProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const exponent = currencyExponent(enterprise.currency);
  const nameOf = ({ modulus, ending }: HowProps['roundings'][number]) => {
    if (ending === 0) return t(($) => $.menu.prices.multiple, { step: toDecimalString(modulus, exponent) });
    const digits = toDecimalString(ending, exponent);
    return t(($) => $.menu.prices.ending, { ending: modulus <= 10 ** exponent ? digits.replace(/^0/, '') : digits });
  };
  return (
    <Stack gap="sm">
      <SegmentedControl
        className="price-how"
        size="md"
        aria-label={t(($) => $.menu.prices.how)}
        value={rule.kind}
        onChange={(kind) => onChange({ kind: kind as Rule['kind'] })}
        data={(['percent', 'amount', 'set'] as const).map((kind) => ({
          value: kind,
          label: t(($) => $.menu.prices[kind]),
        }))}
      />
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        {rule.kind === 'percent' ? (
          <NumberInput
            size="md"
            label={t(($) => $.menu.prices.percentLabel)}
            suffix=" %"
            min={-100}
            max={1000}
            decimalScale={2}
            value={rule.percent ?? ''}
            onChange={(percent) => onChange({ percent: typeof percent === 'number' ? percent : null })}
          />
        ) : (
          <MoneyField
            key={rule.kind}
            label={rule.kind === 'set' ? t(($) => $.menu.prices.setLabel) : t(($) => $.menu.prices.amountLabel)}
            signed={rule.kind === 'amount'}
            value={rule.amount}
            currency={enterprise.currency}
            onChange={(amount) => onChange({ amount })}
          />
        )}
        <Select
          size="md"
          label={t(($) => $.menu.prices.rounding)}
          allowDeselect={false}
          value={rule.rounding === null ? '' : String(rule.rounding)}
          onChange={(value) => onChange({ rounding: value ? Number(value) : null })}
          data={[
            { value: '', label: t(($) => $.menu.prices.exact) },
            ...roundings.map((rounding, index) => ({ value: String(index), label: nameOf(rounding) })),
          ]}
        />
        <Select
          size="md"
          label={t(($) => $.menu.prices.direction)}
          allowDeselect={false}
          disabled={rule.rounding === null}
          value={rule.direction}
          onChange={(direction) => onChange({ direction: (direction ?? 'nearest') as Rule['direction'] })}
          data={(['nearest', 'up', 'down'] as const).map((direction) => ({
            value: direction,
            label: t(($) => $.menu.prices.directions[direction]),
          }))}
        />
      </SimpleGrid>
    </Stack>
  );
}

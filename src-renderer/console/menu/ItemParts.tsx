import {
  Autocomplete,
  Chip,
  Fieldset,
  Group,
  MultiSelect,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Text,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { allergens, dietaryTags } from '#shared/ordering/entities.ts';
import { pricingKinds } from '#shared/ordering/order-lines.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useTRPC } from '../api.ts';
import { useMe } from '../session.ts';
import type { ItemDraft } from './itemDraft.ts';
import type { MenuList } from './rows.ts';

function Legend({ children }: { children: ReactNode }) {
  return (
    <Text component="span" fw={600} size="md">
      {children}
    </Text>
  );
}

interface PartProps {
  readonly menu: MenuList;
  readonly draft: ItemDraft;
  readonly change: (part: Partial<ItemDraft>) => void;
}

/** Price, category, tax and station. */
export function Essentials({ menu, draft, change }: PartProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { enterprise } = useMe();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const language = currentLanguage();
  const taxClasses = settings.data?.taxClasses ?? [];
  const stations = [...new Set(menu.items.map((item) => item.station))].sort();
  const priceLabel = {
    fixed: t(($) => $.menu.item.price),
    weight: t(($) => $.menu.item.perKilogram),
    market: t(($) => $.menu.item.usualPrice),
  }[draft.pricing];
  return (
    <Stack gap="md">
      {draft.slots.length === 0 && <PricingChoice draft={draft} change={change} />}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="md">
        <MoneyField
          label={priceLabel}
          value={draft.price}
          currency={enterprise.currency}
          onChange={(price) => change({ price })}
        />
        <Select
          size="md"
          label={t(($) => $.menu.item.category)}
          allowDeselect={false}
          value={draft.categoryId || null}
          onChange={(categoryId) => change({ categoryId: categoryId ?? '' })}
          data={menu.categories.map(({ id, name }) => ({ value: id, label: localize(name, language) }))}
        />
        <Select
          size="md"
          label={t(($) => $.menu.item.taxClass)}
          allowDeselect={false}
          value={draft.taxClass || null}
          onChange={(taxClass) => change({ taxClass: taxClass ?? '' })}
          data={taxClasses.map(({ id, name }) => ({ value: id, label: localize(name, language) }))}
        />
        <Autocomplete
          size="md"
          label={t(($) => $.menu.item.station)}
          description={t(($) => $.menu.item.stationHint)}
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={40}
          value={draft.station}
          onChange={(station) => change({ station })}
          data={stations}
        />
      </SimpleGrid>
    </Stack>
  );
}

/** By the portion, by weight, or at the price of the day. */
function PricingChoice({ draft, change }: Omit<PartProps, 'menu'>) {
  const { t } = useTranslation();
  return (
    <div>
      <Text component="span" display="block" size="md" fw={500} id="item-pricing" mb={4}>
        {t(($) => $.menu.item.pricing)}
      </Text>
      <SegmentedControl
        size="md"
        fullWidth
        aria-labelledby="item-pricing"
        value={draft.pricing}
        onChange={(pricing) => change({ pricing: pricing as ItemDraft['pricing'] })}
        data={pricingKinds.map((kind) => ({ value: kind, label: t(($) => $.menu.item.pricings[kind]) }))}
      />
      {draft.pricing !== 'fixed' && (
        <Text className="hint" mt={4}>
          {draft.pricing === 'weight'
            ? t(($) => $.menu.item.pricingHints.weight)
            : t(($) => $.menu.item.pricingHints.market)}
        </Text>
      )}
    </div>
  );
}

/** Allergens and tags, as guests see them before they order. */
export function FoodFacts({ draft, change }: Omit<PartProps, 'menu'>) {
  const { t } = useTranslation();
  return (
    <>
      <Fieldset variant="unstyled" legend={<Legend>{t(($) => $.menu.item.allergens)}</Legend>}>
        <Text className="hint" mb="xs">
          {t(($) => $.menu.item.allergensHint)}
        </Text>
        <Chip.Group
          multiple
          value={[...draft.allergens]}
          onChange={(values) => change({ allergens: allergens.filter((known) => values.includes(known)) })}
        >
          <Group gap={6}>
            {allergens.map((allergen) => (
              <Chip key={allergen} value={allergen} size="md" variant="outline">
                {t(($) => $.menu.allergens[allergen])}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Fieldset>
      <Fieldset variant="unstyled" legend={<Legend>{t(($) => $.menu.item.tags)}</Legend>}>
        <Chip.Group
          multiple
          value={[...draft.tags]}
          onChange={(values) => change({ tags: dietaryTags.filter((known) => values.includes(known)) })}
        >
          <Group gap={6}>
            {dietaryTags.map((tag) => (
              <Chip key={tag} value={tag} size="md" variant="outline">
                {t(($) => $.menu.tags[tag])}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Fieldset>
    </>
  );
}

/** The groups of choices a dish asks. */
export function Options({ menu, draft, change }: PartProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  return (
    <MultiSelect
      size="md"
      label={t(($) => $.menu.item.optionGroups)}
      description={t(($) => $.menu.item.optionGroupsHint)}
      placeholder={draft.optionGroupIds.length === 0 ? t(($) => $.menu.item.optionGroupsNone) : ''}
      searchable
      maxValues={20}
      value={[...draft.optionGroupIds]}
      onChange={(optionGroupIds) => change({ optionGroupIds })}
      data={menu.optionGroups.map(({ id, name }) => ({ value: id, label: localize(name, language) }))}
    />
  );
}

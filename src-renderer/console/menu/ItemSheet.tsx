import {
  Autocomplete,
  Button,
  Chip,
  Divider,
  Fieldset,
  Group,
  MultiSelect,
  Select,
  SimpleGrid,
  Stack,
  Text,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { type Allergen, allergens, type DietaryTag, dietaryTags } from '#shared/ordering/entities.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { LocalizedField } from '../../ui/LocalizedField.tsx';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMay, useMe } from '../session.ts';
import { DaypartFields } from './DaypartFields.tsx';
import { type ItemDraft, inputOf, problemsOf } from './itemDraft.ts';
import type { MenuList } from './rows.ts';
import { useDeleteItem } from './useDeleteItem.ts';
import { useRefreshMenu } from './useMenu.ts';

interface ItemSheetProps {
  readonly menu: MenuList;
  readonly initial: ItemDraft;
  /** Closes; an edited draft comes along, so that it can be brought back. */
  readonly onClose: (unsaved?: ItemDraft) => void;
}

/** Adds or changes a dish. */
export function ItemSheet({ menu, initial, onClose }: ItemSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const refresh = useRefreshMenu();
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const remove = useDeleteItem(menu);
  const save = useMutation(
    trpc.ordering.menu.saveItem.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(t(($) => $.menu.item.saved, { name: localize(draft.name, currentLanguage()) }));
      },
    }),
  );
  const problems = problemsOf(draft);
  const isNew = draft.id === undefined;
  const known = menu.items.find((item) => item.id === draft.id);
  const change = (part: Partial<ItemDraft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = () => {
    setTried(true);
    if (problems.length === 0) save.mutate(inputOf(draft));
  };
  const failure = save.isError
    ? describeError(save.error)
    : tried && problems.length > 0
      ? t(($) => $.office.missing, {
          fields: problems.map((p) => t(($) => $.menu.item.problems[p])).join(t(($) => $.common.listSeparator)),
        })
      : undefined;
  return (
    <Sheet
      opened
      title={isNew ? t(($) => $.menu.item.new) : localize(initial.name, currentLanguage())}
      onClose={() => onClose(draft === initial || save.isPending ? undefined : draft)}
      onSubmit={submit}
      submitting={save.isPending}
      failure={failure}
      extra={
        known && may('menu', 'delete') ? (
          <Button
            variant="subtle"
            color="trouble"
            size="md"
            leftSection={<IconTrash size={18} />}
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: known.id }, { onSuccess: () => onClose(), onError: noticeError })}
          >
            {t(($) => $.office.delete)}
          </Button>
        ) : undefined
      }
    >
      <Stack gap="lg">
        <LocalizedField
          label={t(($) => $.menu.item.name)}
          value={draft.name}
          maxLength={500}
          autoFocus={isNew}
          onChange={(name) => change({ name })}
          error={tried && problems.includes('name') ? t(($) => $.office.oneLanguage) : undefined}
        />
        <LocalizedField
          label={t(($) => $.menu.item.description)}
          value={draft.description}
          maxLength={2000}
          multiline
          onChange={(description) => change({ description })}
        />
        <Essentials menu={menu} draft={draft} change={change} />
        <Options menu={menu} draft={draft} change={change} />
        <Fieldset variant="unstyled" legend={<Legend>{t(($) => $.menu.item.allergens)}</Legend>}>
          <Text className="hint" mb="xs">
            {t(($) => $.menu.item.allergensHint)}
          </Text>
          <Chip.Group
            multiple
            value={[...draft.allergens]}
            onChange={(values) => change({ allergens: values as Allergen[] })}
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
          <Chip.Group multiple value={[...draft.tags]} onChange={(values) => change({ tags: values as DietaryTag[] })}>
            <Group gap={6}>
              {dietaryTags.map((tag) => (
                <Chip key={tag} value={tag} size="md" variant="outline">
                  {t(($) => $.menu.tags[tag])}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Fieldset>
        <Divider />
        <DaypartFields dayparts={draft.dayparts} tried={tried} onChange={(dayparts) => change({ dayparts })} />
      </Stack>
    </Sheet>
  );
}

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

function Essentials({ menu, draft, change }: PartProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { enterprise } = useMe();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const language = currentLanguage();
  const taxClasses = settings.data?.taxClasses ?? [];
  const stations = [...new Set(menu.items.map((item) => item.station))].sort();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="md">
      <MoneyField
        label={t(($) => $.menu.item.price)}
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
  );
}

function Options({ menu, draft, change }: PartProps) {
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

import { ActionIcon, Button, Group, MultiSelect, NumberInput, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { LocalizedField } from '../../ui/LocalizedField.tsx';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { SortableList } from '../../ui/SortableList.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useMay, useMe } from '../session.ts';
import { type GroupDraft, groupInput, groupProblems, newOption, type OptionDraft } from './groupDraft.ts';
import type { MenuList } from './rows.ts';
import { useRefreshMenu } from './useMenu.ts';
import { useNoticeChange } from './useUndoChange.ts';

/** How many a guest chooses, in words. */
export function useChoiceRule(): (min: number, max: number) => string {
  const { t } = useTranslation();
  return (min, max) => {
    if (min === max) return t(($) => $.menu.groups.exactly, { min });
    return min === 0 ? t(($) => $.menu.groups.upTo, { max }) : t(($) => $.menu.groups.between, { min, max });
  };
}

/** The dishes that ask a group. */
function usersOf(menu: MenuList, groupId: string | undefined): string[] {
  return menu.items.flatMap((item) => (groupId && item.optionGroupIds.includes(groupId) ? [item.id] : []));
}

interface OptionGroupEditorProps {
  readonly menu: MenuList;
  readonly initial: GroupDraft;
  readonly onClose: () => void;
}

/** Adds or changes a group of choices. */
export function OptionGroupEditor({ menu, initial, onClose }: OptionGroupEditorProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const rule = useChoiceRule();
  const refresh = useRefreshMenu();
  const notice = useNoticeChange();
  const [group, setGroup] = useState(initial);
  const [tried, setTried] = useState(false);
  const done = async () => {
    await refresh();
    onClose();
  };
  const assign = useMutation(trpc.ordering.menu.assignGroup.mutationOptions({ onSuccess: done, onError: refresh }));
  const [dishes, setDishes] = useState<readonly string[]>(() => usersOf(menu, initial.id));
  const save = useMutation(
    trpc.ordering.menu.saveOptionGroup.mutationOptions({
      onSuccess: async ({ id }) => {
        // A second attempt changes this group instead of making another one.
        setGroup((before) => ({ ...before, id }));
        const before = usersOf(menu, initial.id);
        const isSame = dishes.length === before.length && dishes.every((dish) => before.includes(dish));
        if (isSame) await done();
        else assign.mutate({ groupId: id, itemIds: [...dishes] });
      },
    }),
  );
  const remove = useMutation(
    trpc.ordering.menu.deleteOptionGroup.mutationOptions({
      onSuccess: async ({ changeId }) => {
        await done();
        notice(
          t(($) => $.menu.groups.deleted, { name: localize(initial.name, currentLanguage()) }),
          changeId,
        );
      },
    }),
  );
  const problems = groupProblems(group);
  const failed = save.error ?? assign.error ?? remove.error;
  const change = (part: Partial<GroupDraft>) => setGroup((before) => ({ ...before, ...part }));
  const changeOption = (id: string, part: Partial<OptionDraft>) =>
    setGroup((before) => ({ ...before, options: before.options.map((o) => (o.id === id ? { ...o, ...part } : o)) }));
  const isUsed = usersOf(menu, initial.id).length > 0;
  return (
    <Sheet
      opened
      title={group.id ? localize(initial.name, currentLanguage()) : t(($) => $.menu.groups.new)}
      onClose={onClose}
      submitting={save.isPending || assign.isPending}
      onSubmit={() => {
        setTried(true);
        if (problems.length === 0) save.mutate(groupInput(group));
      }}
      failure={
        failed
          ? describeError(failed)
          : tried && problems.length > 0
            ? problems.map((problem) => t(($) => $.menu.groups.problems[problem])).join(' ')
            : undefined
      }
      extra={
        initial.id !== undefined && !isUsed && may('menu', 'delete') ? (
          <Button
            variant="subtle"
            color="trouble"
            size="md"
            leftSection={<IconTrash size={18} />}
            loading={remove.isPending}
            onClick={() => initial.id !== undefined && remove.mutate({ id: initial.id })}
          >
            {t(($) => $.office.delete)}
          </Button>
        ) : undefined
      }
    >
      <Stack gap="lg">
        <LocalizedField
          label={t(($) => $.menu.groups.name)}
          value={group.name}
          maxLength={500}
          autoFocus={group.id === undefined}
          onChange={(name) => change({ name })}
          error={tried && problems.includes('name') ? t(($) => $.office.oneLanguage) : undefined}
        />
        <div>
          <SimpleGrid cols={2} spacing="sm">
            <Count
              label={t(($) => $.menu.groups.min)}
              value={group.min}
              min={0}
              max={50}
              onChange={(min) => change({ min })}
            />
            <Count
              label={t(($) => $.menu.groups.max)}
              value={group.max}
              min={1}
              max={50}
              onChange={(max) => change({ max })}
            />
          </SimpleGrid>
          <Text className="hint" mt="xs" aria-live="polite">
            {problems.includes('range')
              ? t(($) => $.menu.groups.problems.range)
              : t(($) => $.menu.groups.guestReads, { rule: rule(group.min, group.max) })}
          </Text>
        </div>
        <MultiSelect
          size="md"
          searchable
          limit={100}
          label={t(($) => $.menu.groups.dishes)}
          description={t(($) => $.menu.groups.dishesHint)}
          value={[...dishes]}
          onChange={setDishes}
          data={menu.items.map(({ id, name }) => ({ value: id, label: localize(name, currentLanguage()) }))}
        />
        <Stack gap="sm">
          <Text fw={600} size="md">
            {t(($) => $.menu.groups.options)}
          </Text>
          <SortableList
            items={group.options}
            keyOf={({ id }) => id}
            nameOf={({ name }) => localize(name, currentLanguage()) || t(($) => $.menu.groups.optionName)}
            onChange={(options) => change({ options })}
          >
            {(option, index) => (
              <OptionFields
                option={option}
                number={index + 1}
                onChange={(part) => changeOption(option.id, part)}
                onRemove={() => change({ options: group.options.filter((o) => o.id !== option.id) })}
              />
            )}
          </SortableList>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPlus size={18} />}
            style={{ alignSelf: 'start' }}
            disabled={group.options.length >= 100}
            onClick={() => change({ options: [...group.options, newOption()] })}
          >
            {t(($) => $.menu.groups.addOption)}
          </Button>
        </Stack>
      </Stack>
    </Sheet>
  );
}

interface OptionFieldsProps {
  readonly option: OptionDraft;
  readonly number: number;
  readonly onChange: (part: Partial<OptionDraft>) => void;
  readonly onRemove: () => void;
}

function OptionFields({ option, number, onChange, onRemove }: OptionFieldsProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const name = localize(option.name, currentLanguage()) || t(($) => $.menu.groups.option, { number });
  return (
    <Stack gap="sm" className="option-record" role="group" aria-label={name}>
      <LocalizedField
        label={t(($) => $.menu.groups.optionName)}
        value={option.name}
        maxLength={500}
        onChange={(text) => onChange({ name: text })}
      />
      <SimpleGrid cols={2} spacing="sm">
        <MoneyField
          label={t(($) => $.menu.groups.delta)}
          value={option.priceDelta}
          currency={enterprise.currency}
          signed
          placeholder={t(($) => $.menu.groups.noDelta)}
          onChange={(priceDelta) => onChange({ priceDelta })}
        />
        <Count
          label={t(($) => $.menu.groups.maxQuantity)}
          value={option.maxQuantity}
          min={1}
          max={99}
          onChange={(maxQuantity) => onChange({ maxQuantity })}
        />
      </SimpleGrid>
      <Group gap={4} justify="space-between">
        <Switch
          size="md"
          label={t(($) => $.menu.groups.available)}
          checked={option.available}
          onChange={(event) => onChange({ available: event.currentTarget.checked })}
        />
        <Switch
          size="md"
          label={t(($) => $.menu.groups.preset)}
          checked={option.preset ?? false}
          onChange={(event) => onChange({ preset: event.currentTarget.checked })}
        />
        <ActionIcon
          variant="subtle"
          color="done"
          size={44}
          aria-label={t(($) => $.office.removeNamed, { name })}
          onClick={onRemove}
        >
          <IconTrash size={18} />
        </ActionIcon>
      </Group>
    </Stack>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

function Count({ label, value, min, max, onChange }: CountProps) {
  return (
    <NumberInput
      size="md"
      label={label}
      min={min}
      max={max}
      clampBehavior="strict"
      allowDecimal={false}
      value={value}
      onChange={(typed) => typeof typed === 'number' && onChange(typed)}
    />
  );
}

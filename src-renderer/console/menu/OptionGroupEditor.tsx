import { ActionIcon, Button, Group, NumberInput, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { LocalizedField } from '../../ui/LocalizedField.tsx';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMay, useMe } from '../session.ts';
import { type GroupDraft, groupInput, groupProblems, moved, newOption, type OptionDraft } from './groupDraft.ts';
import type { MenuList } from './rows.ts';
import { useRefreshMenu } from './useMenu.ts';

/** How many a guest chooses, in words. */
export function useChoiceRule(): (min: number, max: number) => string {
  const { t } = useTranslation();
  return (min, max) => {
    if (min === max) return t(($) => $.menu.groups.exactly, { min });
    return min === 0 ? t(($) => $.menu.groups.upTo, { max }) : t(($) => $.menu.groups.between, { min, max });
  };
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
  const [group, setGroup] = useState(initial);
  const [tried, setTried] = useState(false);
  const done = async () => {
    await refresh();
    onClose();
  };
  const save = useMutation(trpc.ordering.menu.saveOptionGroup.mutationOptions({ onSuccess: done }));
  const recreate = useMutation(
    trpc.ordering.menu.saveOptionGroup.mutationOptions({ onSettled: refresh, onError: noticeError }),
  );
  const remove = useMutation(
    trpc.ordering.menu.deleteOptionGroup.mutationOptions({
      onSuccess: async () => {
        await done();
        const { id: _, ...input } = groupInput(initial);
        noticeDone(
          t(($) => $.menu.groups.deleted, { name: localize(initial.name, currentLanguage()) }),
          () => recreate.mutate(input),
        );
      },
    }),
  );
  const problems = groupProblems(group);
  const failed = save.error ?? remove.error;
  const change = (part: Partial<GroupDraft>) => setGroup((before) => ({ ...before, ...part }));
  const changeOption = (id: string, part: Partial<OptionDraft>) =>
    setGroup((before) => ({ ...before, options: before.options.map((o) => (o.id === id ? { ...o, ...part } : o)) }));
  const uses = menu.items.filter((item) => group.id !== undefined && item.optionGroupIds.includes(group.id));
  return (
    <Sheet
      opened
      title={group.id ? localize(initial.name, currentLanguage()) : t(($) => $.menu.groups.new)}
      onClose={onClose}
      submitting={save.isPending}
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
        group.id !== undefined && uses.length === 0 && may('menu', 'delete') ? (
          <Button
            variant="subtle"
            color="trouble"
            size="md"
            leftSection={<IconTrash size={18} />}
            loading={remove.isPending}
            onClick={() => group.id !== undefined && remove.mutate({ id: group.id })}
          >
            {t(($) => $.office.delete)}
          </Button>
        ) : undefined
      }
    >
      <Stack gap="lg">
        {uses.length > 0 && (
          <Text className="hint">
            {t(($) => $.menu.groups.alsoChanges, {
              dishes: uses
                .slice(0, 4)
                .map((item) => localize(item.name, currentLanguage()))
                .join(t(($) => $.common.listSeparator)),
              count: uses.length,
            })}
          </Text>
        )}
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
        <Stack gap="sm">
          <Text fw={600} size="md">
            {t(($) => $.menu.groups.options)}
          </Text>
          {group.options.map((option, index) => (
            <OptionFields
              key={option.id}
              option={option}
              place={{ index, count: group.options.length }}
              onChange={(part) => changeOption(option.id, part)}
              onMove={(by) => change({ options: moved(group.options, index, by) })}
              onRemove={() => change({ options: group.options.filter((o) => o.id !== option.id) })}
            />
          ))}
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
  readonly place: { readonly index: number; readonly count: number };
  readonly onChange: (part: Partial<OptionDraft>) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function OptionFields({ option, place, onChange, onMove, onRemove }: OptionFieldsProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const name = localize(option.name, currentLanguage()) || t(($) => $.menu.groups.option, { number: place.index + 1 });
  return (
    <Stack gap="sm" className="sheet-record" role="group" aria-label={name}>
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
        <Group gap={4}>
          <ActionIcon
            variant="subtle"
            color="done"
            size={44}
            aria-label={t(($) => $.office.moveUp, { name })}
            disabled={place.index === 0}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={18} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="done"
            size={44}
            aria-label={t(($) => $.office.moveDown, { name })}
            disabled={place.index === place.count - 1}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={18} />
          </ActionIcon>
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

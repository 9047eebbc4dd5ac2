import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { LocalizedField } from '../../ui/LocalizedField.tsx';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMoney } from '../../ui/money.tsx';
import { SortableList } from '../../ui/SortableList.tsx';
import { useMe } from '../session.ts';
import { newSlot, type SlotDraft } from './itemDraft.ts';
import type { MenuItem, MenuList } from './rows.ts';

interface ComboFieldsProps {
  readonly menu: MenuList;
  readonly comboId: string | undefined;
  readonly slots: readonly SlotDraft[];
  readonly onChange: (slots: readonly SlotDraft[]) => void;
  /** Show what is wrong: somebody tried to save. */
  readonly tried: boolean;
}

/** The parts of a combo. */
export function ComboFields({ menu, comboId, slots, onChange, tried }: ComboFieldsProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const format = useMoney();
  const dishes = menu.items.filter(
    (item) => item.id !== comboId && item.slots.length === 0 && item.pricing === 'fixed',
  );
  const price = new Map(dishes.map((dish) => [dish.id, dish.price]));
  const apart = slots.reduce(
    (sum, { choices: [first] }) => sum + (price.get(first?.itemId ?? '') ?? 0) * (first?.quantity ?? 0),
    0,
  );
  const replace = (id: string, part: Partial<SlotDraft>) =>
    onChange(slots.map((slot) => (slot.id === id ? { ...slot, ...part } : slot)));
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600} size="md">
          {t(($) => $.menu.slots.title)}
        </Text>
        <Text className="hint">{t(($) => $.menu.slots.hint)}</Text>
      </div>
      <SortableList
        items={slots}
        keyOf={({ id }) => id}
        nameOf={({ name }) => localize(name, currentLanguage()) || t(($) => $.menu.slots.name)}
        onChange={onChange}
      >
        {(slot, index) => (
          <SlotFields
            slot={slot}
            number={index + 1}
            dishes={dishes}
            tried={tried}
            onChange={(part) => replace(slot.id, part)}
            onRemove={slots.length > 1 ? () => onChange(slots.filter(({ id }) => id !== slot.id)) : undefined}
          />
        )}
      </SortableList>
      <Group justify="space-between">
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPlus size={18} />}
          disabled={slots.length >= 20}
          onClick={() => onChange([...slots, newSlot()])}
        >
          {t(($) => $.menu.slots.add)}
        </Button>
        <Text className="hint number">
          {t(($) => $.menu.slots.apart, { price: format(apart, enterprise.currency) })}
        </Text>
      </Group>
    </Stack>
  );
}

interface SlotFieldsProps {
  readonly slot: SlotDraft;
  readonly number: number;
  readonly dishes: readonly MenuItem[];
  readonly tried: boolean;
  readonly onChange: (part: Partial<SlotDraft>) => void;
  readonly onRemove: (() => void) | undefined;
}

function SlotFields({ slot, number, dishes, tried, onChange, onRemove }: SlotFieldsProps) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { choices } = slot;
  const title = t(($) => $.menu.slots.part, { number });
  const change = (itemId: string, part: Partial<SlotDraft['choices'][number]>) =>
    onChange({ choices: choices.map((choice) => (choice.itemId === itemId ? { ...choice, ...part } : choice)) });
  const left = dishes.filter(({ id }) => !choices.some(({ itemId }) => itemId === id));
  return (
    <Stack gap="sm" className="option-record" role="group" aria-label={title}>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600}>{title}</Text>
          <Text className="hint" aria-live="polite">
            {choices.length === 1 && t(($) => $.menu.slots.fixed)}
            {choices.length > 1 && t(($) => $.menu.slots.choice, { count: choices.length })}
          </Text>
        </div>
        {onRemove && (
          <ActionIcon
            variant="subtle"
            color="done"
            size={44}
            aria-label={t(($) => $.office.removeNamed, { name: title })}
            onClick={onRemove}
          >
            <IconTrash size={18} />
          </ActionIcon>
        )}
      </Group>
      <LocalizedField
        label={t(($) => $.menu.slots.name)}
        value={slot.name}
        maxLength={500}
        onChange={(name) => onChange({ name })}
      />
      {choices.map((choice) => (
        <ChoiceFields
          key={choice.itemId}
          choice={choice}
          name={localize(dishes.find(({ id }) => id === choice.itemId)?.name ?? {}, language)}
          onChange={(part) => change(choice.itemId, part)}
          onRemove={() => onChange({ choices: choices.filter(({ itemId }) => itemId !== choice.itemId) })}
        />
      ))}
      <Select
        // A picked dish joins the list above; the field itself stays empty.
        key={choices.length}
        size="md"
        searchable
        aria-label={t(($) => $.menu.slots.dish)}
        placeholder={t(($) => $.menu.slots.dish)}
        leftSection={<IconPlus size={18} />}
        limit={100}
        value={null}
        error={tried && choices.length === 0 ? t(($) => $.menu.slots.problem) : undefined}
        data={left.map(({ id, name }) => ({ value: id, label: localize(name, language) }))}
        onChange={(itemId) => itemId && onChange({ choices: [...choices, { itemId, priceDelta: null, quantity: 1 }] })}
      />
    </Stack>
  );
}

interface ChoiceFieldsProps {
  readonly choice: SlotDraft['choices'][number];
  readonly name: string;
  readonly onChange: (part: Partial<SlotDraft['choices'][number]>) => void;
  readonly onRemove: () => void;
}

function ChoiceFields({ choice, name, onChange, onRemove }: ChoiceFieldsProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  return (
    <div className="slot-choice">
      <Text className="slot-choice-name">{name}</Text>
      <NumberInput
        size="md"
        aria-label={t(($) => $.menu.slots.portions, { name })}
        prefix="× "
        min={1}
        max={99}
        clampBehavior="strict"
        allowDecimal={false}
        value={choice.quantity}
        onChange={(quantity) => typeof quantity === 'number' && onChange({ quantity })}
      />
      <MoneyField
        hideLabel
        signed
        label={t(($) => $.menu.slots.extra, { name })}
        placeholder={t(($) => $.menu.groups.noDelta)}
        value={choice.priceDelta}
        currency={enterprise.currency}
        onChange={(priceDelta) => onChange({ priceDelta })}
      />
      <ActionIcon
        variant="subtle"
        color="done"
        size={44}
        aria-label={t(($) => $.menu.slots.remove, { name })}
        onClick={onRemove}
      >
        <IconTrash size={18} />
      </ActionIcon>
    </div>
  );
}

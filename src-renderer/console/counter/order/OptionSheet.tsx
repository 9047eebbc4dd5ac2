import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { orderLimits } from '#shared/ordering/guest-api.ts';
import type { PricingRules, ServiceKind } from '#shared/ordering/pricing.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { useMoney } from '../../../ui/money.tsx';
import { SheetHead } from '../../../ui/SheetHead.tsx';
import { ChoiceGroup } from './ChoiceGroup.tsx';
import {
  type CartLine,
  type Choice,
  type Dish,
  firstChoices,
  firstParts,
  groupsOf,
  type MenuDetail,
  missingIn,
  type Part,
  priceCart,
} from './cart.ts';
import { SlotQuestion } from './SlotQuestion.tsx';
import { Stepper } from './Stepper.tsx';
import { missingTyped, type Typed, TypedFields } from './TypedFields.tsx';

/** Asks what a dish needs to know: its weight or price, a combo's parts, options within their limits, how many, a note. */
export function OptionSheet({
  asking,
  menu,
  currency,
  rules,
  service,
  onClose,
  onDone,
}: {
  asking: { dish: Dish; line?: CartLine } | null;
  menu: MenuDetail;
  currency: string;
  rules: PricingRules;
  service: ServiceKind;
  onClose: () => void;
  onDone: (line: CartLine) => void;
}) {
  const title = asking ? localize(asking.dish.name, currentLanguage()) : '';
  return (
    <Modal
      opened={asking !== null}
      onClose={onClose}
      size={560}
      centered
      padding={0}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': title } }}
    >
      <SheetHead title={title} onClose={onClose} />
      {asking && (
        <Questions
          key={asking.line?.id ?? asking.dish.id}
          {...asking}
          menu={menu}
          currency={currency}
          rules={rules}
          service={service}
          onDone={onDone}
        />
      )}
    </Modal>
  );
}

function Questions({
  dish,
  line,
  menu,
  currency,
  rules,
  service,
  onDone,
}: {
  dish: Dish;
  line?: CartLine;
  menu: MenuDetail;
  currency: string;
  rules: PricingRules;
  service: ServiceKind;
  onDone: (line: CartLine) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const language = currentLanguage();
  const groups = groupsOf(menu, dish);
  const [options, setOptions] = useState<readonly Choice[]>(line?.options ?? firstChoices(groups));
  const [parts, setParts] = useState<readonly Part[]>(() => firstParts(menu, dish, line?.components));
  const [typed, setTyped] = useState<Typed>({ weightGrams: line?.weightGrams, unitPrice: line?.unitPrice });
  const [quantity, setQuantity] = useState(line?.quantity ?? 1);
  const [note, setNote] = useState(line?.note ?? '');
  const next: CartLine = {
    id: line?.id ?? crypto.randomUUID(),
    itemId: dish.id,
    quantity,
    options,
    note: note.trim(),
    ...(dish.slots.length > 0 ? { components: parts } : {}),
    ...(typed.weightGrams === undefined ? {} : { weightGrams: typed.weightGrams }),
    ...(typed.unitPrice === undefined ? {} : { unitPrice: typed.unitPrice }),
  };
  const missing = [...missingIn(menu, dish, next, language), ...missingTyped(dish, typed, t)];
  const total = format(priceCart(menu, [next], rules, service).subtotal, currency);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0) onDone(next);
      }}
    >
      <Stack gap="md" p="md">
        <TypedFields dish={dish} typed={typed} currency={currency} onChange={setTyped} />
        {dish.slots.map((slot) => (
          <SlotQuestion
            key={slot.id}
            slot={slot}
            menu={menu}
            part={parts.find(({ slotId }) => slotId === slot.id)}
            currency={currency}
            onChange={(part) => setParts([...parts.filter(({ slotId }) => slotId !== slot.id), part])}
          />
        ))}
        {groups.map((group) => (
          <ChoiceGroup key={group.id} group={group} options={options} currency={currency} onChange={setOptions} />
        ))}
        <TextInput
          size="md"
          label={t(($) => $.counter.order.lineNote)}
          maxLength={orderLimits.noteLength}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className="option-foot">
          <Stepper
            label={t(($) => $.counter.order.quantity)}
            value={quantity}
            min={1}
            max={orderLimits.quantity}
            onChange={(by) => setQuantity(quantity + by)}
          />
          <Button type="submit" h={56} fz={18} disabled={missing.length > 0} flex={1}>
            {line ? t(($) => $.counter.order.update, { total }) : t(($) => $.counter.order.add, { total })}
          </Button>
        </div>
        {missing.length > 0 && (
          <Text size="md" c="var(--new-ink)" ta="center" aria-live="polite">
            {t(($) => $.counter.order.missing, {
              groups: missing.join(t(($) => $.common.listSeparator)),
            })}
          </Text>
        )}
      </Stack>
    </form>
  );
}

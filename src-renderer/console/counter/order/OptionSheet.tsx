import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { orderLimits } from '#shared/ordering/guest-api.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { useMoney } from '../../../ui/money.tsx';
import { SheetHead } from '../../../ui/SheetHead.tsx';
import {
  type CartLine,
  type Choice,
  chosenIn,
  type Dish,
  firstChoices,
  groupsOf,
  type MenuDetail,
  missingGroups,
  type OptionGroup,
  stepOption,
  toggleOption,
} from './cart.ts';
import { Stepper } from './Stepper.tsx';

/** Asks what a dish needs to know: its options within their limits, how many, a note. */
export function OptionSheet({
  asking,
  menu,
  currency,
  onClose,
  onDone,
}: {
  asking: { dish: Dish; line?: CartLine } | null;
  menu: MenuDetail;
  currency: string;
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
  onDone,
}: {
  dish: Dish;
  line?: CartLine;
  menu: MenuDetail;
  currency: string;
  onDone: (line: CartLine) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const language = currentLanguage();
  const groups = groupsOf(menu, dish);
  const [options, setOptions] = useState<readonly Choice[]>(line?.options ?? firstChoices(groups));
  const [quantity, setQuantity] = useState(line?.quantity ?? 1);
  const [note, setNote] = useState(line?.note ?? '');
  const missing = missingGroups(groups, options);
  const unit = options.reduce((sum, choice) => {
    const group = groups.find((g) => g.id === choice.groupId);
    return sum + (group?.options.find((o) => o.id === choice.optionId)?.priceDelta ?? 0) * choice.quantity;
  }, dish.priceNow);
  const total = format(unit * quantity, currency);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0)
          onDone({ id: line?.id ?? crypto.randomUUID(), itemId: dish.id, quantity, options, note: note.trim() });
      }}
    >
      <Stack gap="md" p="md">
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
              groups: missing.map((group) => localize(group.name, language)).join(t(($) => $.common.listSeparator)),
            })}
          </Text>
        )}
      </Stack>
    </form>
  );
}

function ChoiceGroup({
  group,
  options,
  currency,
  onChange,
}: {
  group: OptionGroup;
  options: readonly Choice[];
  currency: string;
  onChange: (options: Choice[]) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const language = currentLanguage();
  const { min, max } = group;
  const rule =
    min === max
      ? t(($) => $.counter.order.choose, { min })
      : min === 0
        ? t(($) => $.counter.order.chooseUpTo, { max })
        : t(($) => $.counter.order.chooseBetween, { min, max });
  const full = chosenIn(options, group.id) >= max;
  return (
    <fieldset className="option-group">
      <legend>
        <Group gap="xs">
          <span className="option-group-name">{localize(group.name, language)}</span>
          <span className="option-group-rule">{rule}</span>
        </Group>
      </legend>
      <div className="option-tiles">
        {group.options.map((option) => {
          const chosen = options.find((o) => o.groupId === group.id && o.optionId === option.id);
          const name = localize(option.name, language);
          return (
            <div key={option.id} className="option">
              <button
                type="button"
                className="option-tile pressable"
                aria-pressed={chosen !== undefined}
                disabled={!option.available || (full && max > 1 && !chosen)}
                onClick={() => onChange(toggleOption(options, group, option.id))}
              >
                {chosen && <IconCheck size={18} aria-hidden />}
                <span>{name}</span>
                {!option.available && <span className="dish-off">{t(($) => $.counter.order.soldOut)}</span>}
                {option.priceDelta !== 0 && (
                  <span className="option-price number">
                    {option.priceDelta > 0 ? '+' : ''}
                    {format(option.priceDelta, currency)}
                  </span>
                )}
              </button>
              {chosen && option.maxQuantity > 1 && (
                <Stepper
                  label={name}
                  value={chosen.quantity}
                  max={Math.min(option.maxQuantity, chosen.quantity + max - chosenIn(options, group.id))}
                  onChange={(by) => onChange(stepOption(options, group, option.id, by))}
                />
              )}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}

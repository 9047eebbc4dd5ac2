import { useRef, useState } from 'preact/hooks';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import { priceOrder } from '#shared/ordering/pricing.ts';
import { type CartLine, type CartOption, type Choice, limits, type MenuItem, priceable, unmetGroup } from '../cart.ts';
import { useSpeech } from '../context.ts';
import { announce } from './announcer.tsx';
import { FoodFacts } from './food-marks.tsx';
import { Availability } from './item-row.tsx';
import { OptionGroupField } from './option-group.tsx';
import { Picture } from './picture.tsx';
import { Sheet } from './sheet.tsx';
import { Stepper } from './stepper.tsx';

interface ItemSheetProps {
  readonly item: MenuItem;
  readonly pricing: MenuResponse['pricing'];
  /** The cart line being changed, or null for a new one. */
  readonly line: CartLine | null;
  readonly onChoose: (choice: Choice) => void;
  readonly onClosed: () => void;
}

/** A choice that leaves nothing to choose is made already. */
function firstChoices(item: MenuItem): CartOption[] {
  return item.optionGroups.flatMap((group) => {
    const available = group.options.filter((option) => option.available);
    const only = available[0];
    const isSettled = group.min === 1 && available.length === 1 && only !== undefined;
    return isSettled ? [{ groupId: group.id, optionId: only.id, quantity: 1 }] : [];
  });
}

/** What of an earlier choice the menu still offers. */
function stillOffered(item: MenuItem, options: readonly CartOption[]): CartOption[] {
  return options.filter(({ groupId, optionId }) =>
    item.optionGroups.some(
      (group) => group.id === groupId && group.options.some((o) => o.id === optionId && o.available),
    ),
  );
}

/** A dish in full, with everything there is to choose and the running price on the button. */
export function ItemSheet({ item, pricing, line, onChoose, onClosed }: ItemSheetProps) {
  const { t, format } = useSpeech();
  const [options, setOptions] = useState<readonly CartOption[]>(() =>
    line ? stillOffered(item, line.options) : firstChoices(item),
  );
  const [quantity, setQuantity] = useState(line?.quantity ?? 1);
  const [note, setNote] = useState(line?.note ?? '');
  const [tried, setTried] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  const most = Math.max(1, Math.min(limits.quantity, item.left ?? limits.quantity));
  const price = format.money(priceOrder([priceable(item, { quantity, options })], pricing, 'eat_in').subtotal);

  function confirm(close: () => void): void {
    const unmet = unmetGroup(item, options);
    if (unmet) {
      setTried(true);
      announce(t.missing(unmet, unmet.name));
      const field = content.current?.querySelector(`#group-${CSS.escape(unmet.id)}`);
      field?.scrollIntoView({ block: 'center' });
      field?.querySelector<HTMLElement>('input:enabled, button:enabled')?.focus({ preventScroll: true });
      return;
    }
    onChoose({ itemId: item.id, name: item.name, quantity, options, note: note.trim() });
    close();
  }

  return (
    <Sheet
      title={item.name}
      kind="item-sheet"
      onClosed={onClosed}
      footer={
        item.available
          ? (close) => (
              <>
                <Stepper name={item.name} value={quantity} min={1} max={most} onChange={setQuantity} />
                <button type="button" class="primary" onClick={() => confirm(close)}>
                  {line ? t.save(price) : t.add(price)}
                </button>
              </>
            )
          : undefined
      }
    >
      {() => (
        <div ref={content}>
          {item.picture && <Picture src={item.picture.large} kind="wide" />}
          <p class="item-price large">
            <span class="price">{format.money(item.price.amount)}</span>
            <Availability item={item} />
          </p>
          {item.description && (
            <p class="about" dir="auto">
              {item.description}
            </p>
          )}
          <FoodFacts tags={item.tags} allergens={item.allergens} />
          {item.available &&
            item.optionGroups.map((group) => (
              <OptionGroupField
                key={group.id}
                group={group}
                chosen={options}
                missing={tried && unmetGroup({ ...item, optionGroups: [group] }, options) !== undefined}
                onChange={setOptions}
              />
            ))}
          {item.available && (
            <label class="field">
              <span>{t.note}</span>
              <textarea
                rows={2}
                dir="auto"
                maxLength={limits.noteLength}
                placeholder={t.noteHint}
                value={note}
                onInput={(event) => setNote(event.currentTarget.value)}
              />
            </label>
          )}
        </div>
      )}
    </Sheet>
  );
}

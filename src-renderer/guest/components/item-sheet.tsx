import { useRef, useState } from 'preact/hooks';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import { priceOrder } from '#shared/ordering/pricing.ts';
import {
  type CartComponent,
  type CartLine,
  type CartOption,
  type Choice,
  limits,
  type MenuItem,
  type MenuItems,
  priceable,
  unmetGroup,
} from '../cart.ts';
import { firstComponents, firstOptions, stillOffered } from '../choices.ts';
import { useSpeech } from '../context.ts';
import { announce } from './announcer.tsx';
import { FoodFacts } from './food-marks.tsx';
import { Availability, priceWords } from './item-row.tsx';
import { OptionGroupField } from './option-group.tsx';
import { Picture } from './picture.tsx';
import { Sheet } from './sheet.tsx';
import { SlotField } from './slot-field.tsx';
import { Stepper } from './stepper.tsx';

interface ItemSheetProps {
  readonly item: MenuItem;
  /** The whole menu, for the dishes of a combo. */
  readonly items: MenuItems;
  readonly pricing: MenuResponse['pricing'];
  /** The cart line being changed, or null for a new one. */
  readonly line: CartLine | null;
  readonly onChoose: (choice: Choice) => void;
  readonly onClosed: () => void;
}

/** The first question that has no proper answer yet, and the field that asks it. */
function firstUnmet(
  item: MenuItem,
  options: readonly CartOption[],
  components: readonly CartComponent[],
  items: MenuItems,
): { readonly field: string; readonly name: string; readonly min: number; readonly max: number } | undefined {
  for (const slot of item.slots) {
    const chosen = components.find(({ slotId }) => slotId === slot.id);
    const part = chosen && items.get(chosen.itemId);
    if (!part) return { field: `slot-${slot.id}`, name: slot.name, min: 1, max: 1 };
    const unmet = unmetGroup(part, chosen.options);
    if (unmet) return { ...unmet, field: `group-${slot.id}${unmet.id}` };
  }
  const unmet = unmetGroup(item, options);
  return unmet && { ...unmet, field: `group-${unmet.id}` };
}

/** A dish in full, with everything there is to choose and the running price on the button. */
export function ItemSheet({ item, items, pricing, line, onChoose, onClosed }: ItemSheetProps) {
  const { t, format } = useSpeech();
  const [options, setOptions] = useState<readonly CartOption[]>(() =>
    line ? stillOffered(item, line.options) : firstOptions(item),
  );
  const [components, setComponents] = useState<readonly CartComponent[]>(() => firstComponents(item, line, items));
  const [quantity, setQuantity] = useState(line?.quantity ?? 1);
  const [note, setNote] = useState(line?.note ?? '');
  const [tried, setTried] = useState(false);
  const content = useRef<HTMLDivElement>(null);
  const most = Math.max(1, Math.min(limits.quantity, item.left ?? limits.quantity));
  const price = format.money(
    priceOrder([priceable(item, { quantity, options, components }, items)], pricing, 'eat_in').subtotal,
  );

  function confirm(close: () => void): void {
    const unmet = firstUnmet(item, options, components, items);
    if (unmet) {
      setTried(true);
      announce(t.missing(unmet, unmet.name));
      const field = content.current?.querySelector(`#${CSS.escape(unmet.field)}`);
      field?.scrollIntoView({ block: 'center' });
      field?.querySelector<HTMLElement>('input:enabled, button:enabled')?.focus({ preventScroll: true });
      return;
    }
    const parts = item.slots.length > 0 ? { components } : {};
    onChoose({ itemId: item.id, name: item.name, quantity, options, ...parts, note: note.trim() });
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
            <span class="price">{priceWords(item, format.money(item.price.amount), t)}</span>
            <Availability item={item} />
          </p>
          {item.description && (
            <p class="about" dir="auto">
              {item.description}
            </p>
          )}
          <FoodFacts tags={item.tags} allergens={item.allergens} />
          {item.available &&
            item.slots.map((slot) => (
              <SlotField
                key={slot.id}
                slot={slot}
                chosen={components.find(({ slotId }) => slotId === slot.id)}
                items={items}
                tried={tried}
                onChange={(component) =>
                  setComponents([...components.filter(({ slotId }) => slotId !== slot.id), component])
                }
              />
            ))}
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

import { useId } from 'preact/hooks';
import { type CartComponent, type MenuItem, type MenuItems, unmetGroup } from '../cart.ts';
import { firstOptions } from '../choices.ts';
import { useSpeech } from '../context.ts';
import { FoodMarks } from './food-marks.tsx';
import { Icon } from './icons.tsx';
import { OptionGroupField } from './option-group.tsx';
import { Picture } from './picture.tsx';

interface SlotFieldProps {
  readonly slot: MenuItem['slots'][number];
  readonly chosen: CartComponent | undefined;
  readonly items: MenuItems;
  /** The diner tried to add the combo without this. */
  readonly tried: boolean;
  readonly onChange: (component: CartComponent) => void;
}

/** One part of a combo: what it is, or which of several dishes, and what that dish itself asks. */
export function SlotField({ slot, chosen, items, tried, onChange }: SlotFieldProps) {
  const { t, format } = useSpeech();
  const id = useId();
  const isFixed = slot.choices.length === 1;
  const isMissing = tried && !chosen;
  const part = chosen && items.get(chosen.itemId);
  return (
    <>
      <fieldset class={`group ${isMissing ? 'missing' : ''}`} id={`slot-${slot.id}`} aria-describedby={`${id}-hint`}>
        <legend>
          <bdi>{slot.name}</bdi>
        </legend>
        <p class="group-hint" id={`${id}-hint`}>
          {isFixed ? t.included : isMissing ? t.missing({ min: 1, max: 1 }, slot.name) : t.chooseExactly(1)}
          {!isFixed && !chosen && !isMissing && <span class="pill accent">{t.required}</span>}
        </p>
        <ul>
          {slot.choices.map((choice) => {
            const item = items.get(choice.itemId);
            if (!item) return null;
            const delta = choice.priceDelta.amount;
            const content = (
              <>
                <Picture src={item.picture?.small ?? null} kind="choice" />
                <span class="option-text">
                  <bdi>{choice.quantity > 1 ? `${choice.quantity} × ${item.name}` : item.name}</bdi>
                  {!item.available && <span class="option-off">{t.soldOut}</span>}
                  <FoodMarks tags={[]} allergens={item.allergens} />
                </span>
                {delta !== 0 && <span class="option-price">{format.delta(delta)}</span>}
              </>
            );
            return (
              <li key={choice.itemId}>
                {isFixed ? (
                  <div class="option">
                    <Icon name="check" size={22} />
                    {content}
                  </div>
                ) : (
                  <label class="option">
                    <input
                      type="radio"
                      name={id}
                      checked={chosen?.itemId === item.id}
                      disabled={!item.available}
                      onChange={() => onChange({ slotId: slot.id, itemId: item.id, options: firstOptions(item) })}
                    />
                    {content}
                  </label>
                )}
              </li>
            );
          })}
        </ul>
      </fieldset>
      {chosen && part && part.optionGroups.length > 0 && (
        <div class="slot-options">
          {part.optionGroups.map((group) => (
            <OptionGroupField
              key={`${part.id} ${group.id}`}
              within={slot.id}
              group={{ ...group, name: `${part.name}: ${group.name}` }}
              chosen={chosen.options}
              missing={tried && unmetGroup({ ...part, optionGroups: [group] }, chosen.options) !== undefined}
              onChange={(options) => onChange({ ...chosen, options })}
            />
          ))}
        </div>
      )}
    </>
  );
}

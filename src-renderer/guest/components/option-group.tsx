import { useId } from 'preact/hooks';
import { type CartOption, chosenIn, type MenuOption, type OptionGroup } from '../cart.ts';
import { useSpeech } from '../context.ts';
import { Stepper } from './stepper.tsx';

interface OptionGroupFieldProps {
  /** The slot of a combo it is asked in; the same question may stand in several. */
  readonly within?: string;
  readonly group: OptionGroup;
  readonly chosen: readonly CartOption[];
  /** The diner tried to add the dish without this. */
  readonly missing: boolean;
  readonly onChange: (chosen: readonly CartOption[]) => void;
}

/** One question about a dish: radio for one of them, boxes for several, steppers where one may be taken twice. */
export function OptionGroupField({ within = '', group, chosen, missing, onChange }: OptionGroupFieldProps) {
  const { t, format } = useSpeech();
  const id = useId();
  const count = chosenIn(group, chosen);
  const isFull = count >= group.max;
  const hint =
    group.min === 0
      ? t.chooseUpTo(group.max)
      : group.min === group.max
        ? t.chooseExactly(group.min)
        : t.chooseBetween(group);

  const quantityOf = (option: MenuOption) => chosen.find((choice) => choice.optionId === option.id)?.quantity ?? 0;

  function choose(option: MenuOption, quantity: number): void {
    // One of several: the new choice takes the old one's place.
    const others = chosen.filter(
      (choice) => choice.optionId !== option.id && !(group.max === 1 && choice.groupId === group.id),
    );
    onChange(quantity > 0 ? [...others, { groupId: group.id, optionId: option.id, quantity }] : others);
  }

  return (
    <fieldset
      class={`group ${missing ? 'missing' : ''}`}
      id={`group-${within}${group.id}`}
      aria-describedby={`${id}-hint`}
    >
      <legend>
        <bdi>{group.name}</bdi>
      </legend>
      <p class="group-hint" id={`${id}-hint`}>
        {missing ? t.missing(group, group.name) : hint}
        {group.min > 0 && !missing && count < group.min && <span class="pill accent">{t.required}</span>}
        {group.max > 1 && (
          <span class="group-count" aria-hidden="true">
            {count}/{group.max}
          </span>
        )}
      </p>
      <ul>
        {group.options.map((option) => {
          const quantity = quantityOf(option);
          const delta = option.priceDelta.amount;
          const text = (
            <span class="option-text">
              <bdi>{option.name}</bdi>
              {!option.available && <span class="option-off">{t.soldOut}</span>}
            </span>
          );
          const price = delta !== 0 && <span class="option-price">{format.delta(delta)}</span>;
          if (group.max > 1 && option.maxQuantity > 1) {
            const most = Math.min(option.maxQuantity, quantity + group.max - count);
            return (
              <li key={option.id} class="option">
                {text}
                {price}
                <Stepper
                  name={option.name}
                  value={quantity}
                  min={0}
                  max={option.available ? most : quantity}
                  onChange={(next) => choose(option, next)}
                />
              </li>
            );
          }
          const single = group.max === 1;
          const isRadio = single && group.min === 1;
          return (
            <li key={option.id}>
              <label class="option">
                <input
                  type={isRadio ? 'radio' : 'checkbox'}
                  name={id}
                  checked={quantity > 0}
                  disabled={quantity === 0 && (!option.available || (isFull && !single))}
                  onChange={(event) => choose(option, event.currentTarget.checked ? 1 : 0)}
                />
                {text}
                {price}
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

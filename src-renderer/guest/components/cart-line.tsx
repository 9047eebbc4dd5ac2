import { type CartLine, type LineIssue, limits, type MenuItem, type MenuItems } from '../cart.ts';
import { choiceWords } from '../choices.ts';
import { useSpeech } from '../context.ts';
import type { Messages } from '../messages.ts';
import { Icon } from './icons.tsx';
import { Stepper } from './stepper.tsx';

function issueText(t: Messages, issue: LineIssue, item: MenuItem | undefined): string {
  switch (issue) {
    case 'sold_out':
      return t.soldOut;
    case 'not_served_now':
      return t.notServedNow;
    case 'at_counter':
      return t.atCounter;
    case 'gone':
      return t.lineGone;
    case 'options':
      return t.lineOptions;
    case 'few_left':
      return t.left(item?.left ?? 0);
  }
}

interface CartLineRowProps {
  readonly line: CartLine;
  readonly item: MenuItem | undefined;
  readonly items: MenuItems;
  readonly total: number;
  readonly issue: LineIssue | null;
  readonly onEdit: () => void;
  readonly onQuantity: (quantity: number) => void;
  readonly onRemove: () => void;
}

/** A line of the cart, changed in place. */
export function CartLineRow({ line, item, items, total, issue, onEdit, onQuantity, onRemove }: CartLineRowProps) {
  const { t, format } = useSpeech();
  const name = item?.name ?? line.name;
  const words = choiceWords(item, line, items);
  const isLost = issue === 'sold_out' || issue === 'not_served_now' || issue === 'at_counter' || issue === 'gone';
  return (
    <li class={`cart-line ${issue ? 'blocked' : ''}`}>
      <div class="cart-line-text">
        <p class="cart-line-name">
          <bdi>{name}</bdi>
        </p>
        {words && (
          <p class="muted" dir="auto">
            {words}
          </p>
        )}
        {line.note && (
          <p class="muted quoted" dir="auto">
            {line.note}
          </p>
        )}
        {issue && (
          <p class="issue">
            <Icon name="alert" size={16} />
            {issueText(t, issue, item)}
          </p>
        )}
      </div>
      <p class="price">{format.money(total)}</p>
      <div class="cart-line-actions">
        {item?.available && (
          <button type="button" class="text-button" onClick={onEdit} aria-label={`${t.edit}: ${name}`}>
            <Icon name="pencil" size={18} />
            {t.edit}
          </button>
        )}
        {isLost ? (
          <button type="button" class="text-button danger" onClick={onRemove} aria-label={`${t.remove}: ${name}`}>
            <Icon name="trash" size={18} />
            {t.remove}
          </button>
        ) : (
          <Stepper
            name={name}
            value={line.quantity}
            min={0}
            max={Math.min(limits.quantity, item?.left ?? limits.quantity)}
            removes
            onChange={(quantity) => (quantity === 0 ? onRemove() : onQuantity(quantity))}
          />
        )}
      </div>
    </li>
  );
}

import { useTranslation } from 'react-i18next';
import type { Money as MoneyAmount } from '#shared/money.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Money } from '../../ui/money.tsx';
import { formatKilograms } from '../../ui/weight.ts';
import './order-lines.css';

interface Line {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  readonly options: readonly { readonly name: string; readonly quantity: number }[];
  /** The combo this dish belongs to, where the dishes of one stand as lines of their own (the kitchen). */
  readonly combo?: string | null;
  /** The dishes of a combo; the kitchen has them as lines of their own. */
  readonly components?: readonly {
    readonly id: string;
    readonly name: string;
    readonly quantity: number;
    readonly options: readonly { readonly name: string; readonly quantity: number }[];
  }[];
  readonly weightGrams: number | null;
  readonly note: string;
  readonly total?: MoneyAmount;
}

const words = (options: Line['options']) => options.map((o) => (o.quantity > 1 ? `${o.name} ×${o.quantity}` : o.name));

/** What a line is: the dish, its weight or parts, how the guest wants it. */
export function LineName({ line }: { line: Omit<Line, 'id' | 'quantity' | 'total'> }) {
  const { t } = useTranslation();
  const separator = t(($) => $.common.listSeparator);
  return (
    <>
      {line.name}
      {line.weightGrams !== null && (
        <span className="line-options">{formatKilograms(line.weightGrams, currentLanguage())}</span>
      )}
      {line.combo && <span className="line-options">{line.combo}</span>}
      {line.components?.map((part) => (
        <span key={part.id} className="line-options">
          {[part.quantity > 1 ? `${part.name} ×${part.quantity}` : part.name, ...words(part.options)].join(separator)}
        </span>
      ))}
      {line.options.length > 0 && <span className="line-options">{words(line.options).join(separator)}</span>}
      {line.note && <span className="line-note">“{line.note}”</span>}
    </>
  );
}

/** The lines of an order: how many, what, how. `compact` leaves the prices out. */
export function OrderLines({ lines, compact = false }: { lines: readonly Line[]; compact?: boolean }) {
  return (
    <ul className="lines">
      {lines.map((line) => (
        <li key={line.id} className="line">
          <span className="line-quantity">{line.quantity}×</span>
          <span className="line-name">
            <LineName line={line} />
          </span>
          {!compact && line.total && <Money value={line.total} />}
        </li>
      ))}
    </ul>
  );
}

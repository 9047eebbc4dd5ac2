import { useTranslation } from 'react-i18next';
import type { Money as MoneyAmount } from '#shared/money.ts';
import { Money } from '../../ui/money.tsx';
import './order-lines.css';

interface Line {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  readonly options: readonly { readonly name: string; readonly quantity: number }[];
  readonly note: string;
  readonly total?: MoneyAmount;
}

/** The lines of an order: how many, what, how. `compact` leaves the prices out. */
export function OrderLines({ lines, compact = false }: { lines: readonly Line[]; compact?: boolean }) {
  const { t } = useTranslation();
  const separator = t(($) => $.common.listSeparator);
  return (
    <ul className="lines">
      {lines.map((line) => (
        <li key={line.id} className="line">
          <span className="line-quantity">{line.quantity}×</span>
          <span className="line-name">
            {line.name}
            {line.options.length > 0 && (
              <span className="line-options">
                {line.options.map((o) => (o.quantity > 1 ? `${o.name} ×${o.quantity}` : o.name)).join(separator)}
              </span>
            )}
            {line.note && <span className="line-note">“{line.note}”</span>}
          </span>
          {!compact && line.total && <Money value={line.total} />}
        </li>
      ))}
    </ul>
  );
}

import { IconCheck, IconChecks, IconClockPause, IconFlame } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LineState } from '#shared/ordering/order.ts';
import { Money, useMoney } from '../../../ui/money.tsx';
import { LineName } from '../../orders/OrderLines.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { canSelect, type ReceiptLine } from './lines.ts';
import { Who } from './Who.tsx';

const icons: Partial<Record<LineState, typeof IconFlame>> = {
  cooking: IconFlame,
  ready: IconCheck,
  served: IconChecks,
};

/** A dish on the receipt: how many stand, what was done to it, how far the kitchen is. A tap selects it. */
export function TabLine({
  line,
  people,
  selected,
  onToggle,
}: {
  line: ReceiptLine;
  people: TabDetail['people'];
  selected: boolean;
  /** Absent where nothing can be done. */
  onToggle?: (() => void) | undefined;
}) {
  const words = <LineWords line={line} />;
  const mayToggle = onToggle !== undefined && canSelect(line);
  return (
    <li className="tab-line" data-gone={line.standing === 0} data-selected={selected}>
      {mayToggle ? (
        <button type="button" className="tab-line-row pressable" aria-pressed={selected} onClick={onToggle}>
          {words}
        </button>
      ) : (
        <div className="tab-line-row">{words}</div>
      )}
      {line.voids.map((entry) => (
        <p key={`${entry.at} ${entry.quantity}`} className="tab-line-void">
          <s>
            {entry.quantity}× {line.name}
          </s>{' '}
          {entry.reason} <Who act={entry} people={people} />
        </p>
      ))}
    </li>
  );
}

function LineWords({ line }: { line: ReceiptLine }) {
  const format = useMoney();
  const { currency } = line.total;
  return (
    <>
      <span className="line-quantity">{line.standing || line.quantity}×</span>
      <span className="line-name">
        <LineName line={line} />
        {line.standing > 0 && <LineMarks line={line} />}
      </span>
      <span className="tab-line-money">
        <Money value={line.total} />
        {line.discount > 0 && <span className="tab-line-off number">{format(-line.discount, currency)}</span>}
      </span>
    </>
  );
}

function LineMarks({ line }: { line: ReceiptLine }) {
  const { t } = useTranslation();
  const Icon = icons[line.state];
  const inKitchen = !['placed', 'rejected'].includes(line.order.state);
  if (!inKitchen && line.course === 0 && !line.held) return null;
  return (
    <span className="tab-line-marks">
      {line.course > 0 && <span className="mark">{t(($) => $.bill.line.course, { course: line.course })}</span>}
      {line.held && (
        <span className="mark" data-state="new">
          <IconClockPause size={15} aria-hidden />
          {t(($) => $.bill.line.held)}
        </span>
      )}
      {inKitchen && !line.held && (
        <span
          className="mark"
          data-state={line.state === 'ready' ? 'ready' : line.state === 'cooking' ? 'progress' : undefined}
        >
          {Icon && <Icon size={15} aria-hidden />}
          {t(($) => $.bill.line[line.state])}
        </span>
      )}
    </span>
  );
}

import { IconCheck, IconHandStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type LineStanding, unseenVoids } from './board.ts';
import { useKitchenDevice } from './device.ts';
import type { TicketLine as Line } from './useSteps.ts';

interface TicketLineProps {
  readonly line: Line;
  readonly standing: LineStanding;
  /** The dish is one the all-day counts were asked about. */
  readonly wanted: boolean;
  /** Absent where a tap does nothing. */
  readonly onTap: (() => void) | undefined;
}

/** One dish of a ticket; a tap makes it ready, another takes that back. */
export function TicketLine({ line, standing, wanted, onTap }: TicketLineProps) {
  const { t } = useTranslation();
  const seen = useKitchenDevice((state) => state.voidsSeen);
  const isNewlyOff = unseenVoids([line], seen).length > 0;
  const content = (
    <>
      <LineText line={line} standing={standing} isNewlyOff={isNewlyOff} />
      {(standing === 'ready' || standing === 'served') && (
        <span className="kline-mark">
          <IconCheck size={22} stroke={2.4} aria-hidden />
          <span className="visually-hidden">
            {standing === 'ready' ? t(($) => $.kitchen.lineReady) : t(($) => $.kitchen.lineServed)}
          </span>
        </span>
      )}
      {standing === 'held' && (
        <span className="kline-held">
          <IconHandStop size={18} aria-hidden />
          {t(($) => $.kitchen.onHold)}
        </span>
      )}
    </>
  );
  const look = { className: 'kline', 'data-standing': standing, 'data-wanted': wanted || undefined } as const;
  if (!onTap) return <div {...look}>{content}</div>;
  return (
    <button type="button" {...look} aria-pressed={standing === 'ready'} onClick={onTap}>
      {content}
    </button>
  );
}

function LineText({ line, standing, isNewlyOff }: { line: Line; standing: LineStanding; isNewlyOff: boolean }) {
  const { t } = useTranslation();
  const separator = t(($) => $.common.listSeparator);
  const options = line.options.map((o) => (o.quantity > 1 ? `${o.name} ×${o.quantity}` : o.name)).join(separator);
  return (
    <span className="kline-text">
      {standing !== 'off' && (
        <span className="kline-dish">
          <b>{line.quantity}×</b> {line.name}
          {line.weightGrams !== null && <span className="kline-weight"> {line.weightGrams} g</span>}
        </span>
      )}
      {isNewlyOff && (
        <span className="kline-off">
          <s>
            <b>{line.voided}×</b> {line.name}
          </s>{' '}
          {t(($) => $.kitchen.voided)}
        </span>
      )}
      {standing !== 'off' && line.combo && <span className="kline-more">{line.combo}</span>}
      {standing !== 'off' && options && <span className="kline-more">{options}</span>}
      {standing !== 'off' && line.note && <span className="kline-note">“{line.note}”</span>}
    </span>
  );
}

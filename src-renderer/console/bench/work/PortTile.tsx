import { IconAlertTriangle, IconPlugConnected, IconPlugX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { problemWords, shortPort } from '../words.ts';
import { looks, type Standing, type Station, standingOf } from './steps.ts';
import { failureWords } from './words.ts';

/** While the terminal makes its key nobody may pull the cable; afterwards anybody may. */
const leaveIt: readonly Standing[] = ['reading', 'asking', 'confirm', 'capturing'];
const mayGo: readonly Standing[] = ['sending', 'approve', 'done', 'queued'];

interface PortTileProps {
  readonly station: Station;
  readonly isFront: boolean;
  readonly onChoose: () => void;
}

/** One port as seen from the other side of the bench: its number, its terminal, its step. */
export function PortTile({ station, isFront, onChoose }: PortTileProps) {
  const { t } = useTranslation();
  const { number, port, card } = station;
  const standing = standingOf(station);
  const { state, icon: Icon } = looks[standing];
  const serial = card?.serial ?? port.terminal?.serial;
  const why = card ? failureWords(card) : port.problem && problemWords(t, port.problem);
  const customer = card?.operation?.customerName;
  return (
    <li className="bench-tile" data-state={state} data-front={isFront || undefined} aria-label={shortPort(port.id)}>
      <button type="button" className="bench-tile-button pressable" aria-current={isFront} onClick={onChoose}>
        <span className="bench-tile-head">
          <kbd className="bench-tile-number">{number}</kbd>
          <span className="bench-tile-port">{shortPort(port.id)}</span>
        </span>
        <span className="bench-tile-serial">{serial ?? '—'}</span>
        <span className="bench-tile-step">
          <Icon size={20} stroke={2} aria-hidden className={state === 'progress' ? 'bench-turning' : undefined} />
          {t(($) => $.collect.steps[standing])}
        </span>
        {customer && <span className="bench-tile-customer">{customer}</span>}
        {leaveIt.includes(standing) && (
          <span className="bench-tile-cable" data-leave>
            <IconPlugConnected size={18} aria-hidden />
            {t(($) => $.collect.cable.leave)}
          </span>
        )}
        {mayGo.includes(standing) && (
          <span className="bench-tile-cable">
            <IconPlugX size={18} aria-hidden />
            {t(($) => $.collect.cable.free)}
          </span>
        )}
        {why && (
          <span className="bench-tile-why">
            {state === 'trouble' && <IconAlertTriangle size={16} aria-hidden />}
            {why}
          </span>
        )}
      </button>
    </li>
  );
}

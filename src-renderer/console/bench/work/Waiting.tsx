import { useTranslation } from 'react-i18next';
import type { Station } from './steps.ts';
import { workKeys } from './useWorkKeys.ts';

interface WaitingProps {
  readonly stations: readonly Station[];
  /** Ports that wait for a person, in their order. */
  readonly waiting: readonly string[];
  readonly onChoose: (number: number) => void;
}

/**
 * Which ports wait besides the one in front, and otherwise the keys of the page. Its place is always taken, so that no
 * button of the card moves under a finger.
 */
export function Waiting({ stations, waiting, onChoose }: WaitingProps) {
  const { t } = useTranslation();
  const others = waiting.flatMap((port) => stations.find((station) => station.port.id === port) ?? []);
  if (others.length === 0)
    return (
      <p className="bench-legend" aria-hidden>
        {(['numbers', 'collect', 'all', 'order'] as const).map((key) => (
          <span key={key}>
            <kbd className="bench-hint">{workKeys[key]}</kbd> {t(($) => $.collect.settings.keyNames[key])}
          </span>
        ))}
      </p>
    );
  return (
    <div className="bench-waiting" role="status">
      <span>{t(($) => $.collect.card.alsoWaiting)}</span>
      {others.map(({ number, port, card }) => (
        <button key={port.id} type="button" onClick={() => onChoose(number)}>
          <kbd className="bench-tile-number">{number}</kbd>
          {card?.serial}
        </button>
      ))}
    </div>
  );
}

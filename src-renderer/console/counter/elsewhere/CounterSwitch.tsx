import { IconBuildingStore, IconCloudOff, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { showCounter } from '../../window.ts';
import { useWaitingCount } from '../waiting.ts';
import { nameOf } from './name.ts';
import { useCounterShown, useCounters } from './useCounters.ts';
import './elsewhere.css';

/** Which counter this window looks at; nothing where there is only this one. */
export function CounterSwitch() {
  const { t } = useTranslation();
  const { data } = useCounters();
  const shown = useCounterShown()?.counter.id;
  const waitingHere = useWaitingCount();
  if (!data?.counters.length) return null;
  return (
    <nav className="counter-switch" aria-label={t(($) => $.elsewhere.label)}>
      <button
        type="button"
        className="choice counter-choice pressable"
        aria-pressed={shown === undefined}
        onClick={() => showCounter(null)}
      >
        <IconBuildingStore size={20} aria-hidden />
        {t(($) => $.elsewhere.here)}
        <Waiting count={waitingHere} />
      </button>
      {data.counters.map((counter) => (
        <button
          key={counter.id}
          type="button"
          className="choice counter-choice pressable"
          aria-pressed={shown === counter.id}
          onClick={() => showCounter(counter.id)}
        >
          {data.cloud !== null && <IconCloudOff size={20} aria-label={t(($) => $.elsewhere.offline.short)} />}
          {data.cloud === null && !counter.connected && (
            <IconPlugConnectedX size={20} aria-label={t(($) => $.elsewhere.away.short)} />
          )}
          {nameOf(counter, t)}
          <Waiting count={counter.waiting} />
        </button>
      ))}
    </nav>
  );
}

function Waiting({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className="waiting-count" role="img" aria-label={t(($) => $.common.rooms.waiting, { count })}>
      {count}
    </span>
  );
}

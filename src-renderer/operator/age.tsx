import { useTranslation } from 'react-i18next';
import { useMinutesAgo } from '../ui/Age.tsx';
import { Moment } from '../ui/Moment.tsx';
import { minutesSince, useNow } from '../ui/time.ts';

/** How long ago something was, in the largest unit that says enough: "4 min", "3 h", "2 d". */
export function useAge(): (at: number) => string {
  const { t } = useTranslation();
  const now = useNow();
  const minutesAgo = useMinutesAgo();
  return (at) => {
    const young = minutesAgo(at);
    if (young !== undefined) return young;
    const hours = Math.floor(minutesSince(at, now) / 60);
    if (hours < 48) return t(($) => $.operator.time.hours, { hours });
    return t(($) => $.operator.time.days, { days: Math.floor(hours / 24) });
  };
}

/** The same as an element, with the very moment on hovering; null was never. */
export function Ago({ at }: { at: number | null }) {
  const { t } = useTranslation();
  const age = useAge();
  if (at === null) return <span className="number">{t(($) => $.operator.time.never)}</span>;
  return (
    <Moment at={at} exact>
      {age(at)}
    </Moment>
  );
}

import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../ui/i18n/i18n.ts';
import { formatDateTime, minutesSince, useNow } from '../ui/time.ts';

/** How long ago something was, in the largest unit that says enough: "4 min", "3 h", "2 d". */
export function useAge(): (at: number) => string {
  const { t } = useTranslation();
  const now = useNow();
  return (at) => {
    const minutes = minutesSince(at, now);
    if (minutes < 1) return t(($) => $.common.time.now);
    if (minutes < 60) return t(($) => $.common.time.minutes, { minutes });
    if (minutes < 48 * 60) return t(($) => $.operator.time.hours, { hours: Math.floor(minutes / 60) });
    return t(($) => $.operator.time.days, { days: Math.floor(minutes / 60 / 24) });
  };
}

/** The same as an element, with the very moment on hovering; null was never. */
export function Ago({ at }: { at: number | null }) {
  const { t } = useTranslation();
  const age = useAge();
  if (at === null) return <span className="number">{t(($) => $.operator.time.never)}</span>;
  return (
    <time className="number" dateTime={new Date(at).toISOString()} title={formatDateTime(at, currentLanguage())}>
      {age(at)}
    </time>
  );
}

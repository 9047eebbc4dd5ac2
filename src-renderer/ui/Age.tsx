import { useTranslation } from 'react-i18next';
import { currentLanguage } from './i18n/i18n.ts';
import { formatClock, minutesSince, useNow } from './time.ts';

/** How long ago something was: relative under an hour, the time of day beyond. */
export function Age({ at }: { at: number }) {
  const { t } = useTranslation();
  const now = useNow();
  const minutes = minutesSince(at, now);
  const text =
    minutes < 1
      ? t(($) => $.common.time.now)
      : minutes < 60
        ? t(($) => $.common.time.minutes, { minutes })
        : formatClock(at, currentLanguage());
  return (
    <time className="number" dateTime={new Date(at).toISOString()}>
      {text}
    </time>
  );
}

import { useTranslation } from 'react-i18next';
import { currentLanguage } from './i18n/i18n.ts';
import { Moment } from './Moment.tsx';
import { formatClock, formatDateTime, minutesSince, useNow } from './time.ts';

/** How long ago something of the last hour was, "now" or "4 min"; undefined for what is older. */
export function useMinutesAgo(): (at: number) => string | undefined {
  const { t } = useTranslation();
  const now = useNow();
  return (at) => {
    const minutes = minutesSince(at, now);
    if (minutes < 1) return t(($) => $.common.time.now);
    return minutes < 60 ? t(($) => $.common.time.minutes, { minutes }) : undefined;
  };
}

const day = 86_400_000;

interface AgeProps {
  readonly at: number;
  /** It may be of another day, and then says which. */
  readonly dated?: boolean;
}

/** How long ago something was: relative under an hour, the time of day beyond. */
export function Age({ at, dated = false }: AgeProps) {
  const minutesAgo = useMinutesAgo();
  const format = dated && Date.now() - at >= day ? formatDateTime : formatClock;
  return <Moment at={at}>{minutesAgo(at) ?? format(at, currentLanguage())}</Moment>;
}

import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../ui/i18n/i18n.ts';
import { Moment } from '../ui/Moment.tsx';
import { useNow, useSeconds } from '../ui/time.ts';

const day = 86_400_000;
/** Each unit with how many of it there must be: half a year is said in days, because "in 2 months" leaves much open. */
const units = [
  ['year', 365 * day, 2],
  ['month', 30 * day, 7],
  ['day', day, 2],
  ['hour', 3_600_000, 2],
  ['minute', 60_000, 1],
] as const;

/** How far off a moment is, in words: "in 89 days", "3 minutes ago". */
export function relative(at: number, now: number): string {
  const away = at - now;
  const [unit, length] = units.find(([, size, least]) => Math.abs(away) >= least * size) ?? ['second', 1_000];
  return new Intl.RelativeTimeFormat(currentLanguage(), { numeric: 'auto' }).format(Math.trunc(away / length), unit);
}

/** A moment in words, with the moment itself on hovering. */
export function When({ at, precise = false }: { at: number; precise?: boolean }) {
  return precise ? <Precise at={at} /> : <Calm at={at} />;
}

function Calm({ at }: { at: number }) {
  return <InWords at={at} now={useNow()} />;
}

function Precise({ at }: { at: number }) {
  return <InWords at={at} now={useSeconds()} />;
}

function InWords({ at, now }: { at: number; now: number }) {
  const { t } = useTranslation();
  return (
    <Moment at={at} exact>
      {Math.abs(at - now) < 2_000 ? t(($) => $.common.time.now) : relative(at, now)}
    </Moment>
  );
}

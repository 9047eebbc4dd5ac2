import type { Language } from '../languages.ts';
import type { Recovery } from './rescue.ts';
import { type DesktopSentence, desktopSentence } from './sentences.ts';

/** What came back of a damaged database, and what did not, in sentences. */
export function recoveryWords(
  { backup, skipped, facts }: Recovery,
  language: Language,
): { came: string[]; missing: string[] } {
  const date = (at: number) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  const number = new Intl.NumberFormat(language);
  const say = (key: DesktopSentence, values: Record<string, string> = {}) => desktopSentence(key, language, values);
  const { returned, unfit, unreadable, until, readable } = facts;
  const lost = unfit + unreadable;
  const came = [
    say('recoveredCopy', { date: date(backup.madeAt) }),
    ...(until === null ? [] : [say('recoveredFacts', { count: number.format(returned), date: date(until) })]),
    ...(readable && until === null && lost === 0 ? [say('recoveredNothingNewer')] : []),
    say('recoveredRecords', { date: date(backup.madeAt) }),
    say('recoveredKept'),
  ];
  const missing = [
    ...(lost > 0 ? [say('recoveredLost', { count: number.format(lost) })] : []),
    ...(readable ? [] : [say('recoveredUnreadable', { date: date(backup.madeAt) })]),
    ...(skipped.length > 0 ? [say('recoveredSkipped', { count: number.format(skipped.length) })] : []),
  ];
  return { came, missing };
}

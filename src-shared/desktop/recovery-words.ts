import type { Language } from '../languages.ts';
import type { Recovery } from './rescue.ts';
import { type DesktopSentence, desktopSentence } from './sentences.ts';

/** What came back of a damaged database, and what did not, in sentences. */
export function recoveryWords(
  { backup, skipped, facts, changes }: Recovery,
  language: Language,
): { came: string[]; missing: string[] } {
  const date = (at: number) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  const number = new Intl.NumberFormat(language);
  const say = (key: DesktopSentence, values: Record<string, string> = {}) => desktopSentence(key, language, values);
  const counted = (key: DesktopSentence, count = 0) => (count > 0 ? [say(key, { count: number.format(count) })] : []);
  const { returned, unfit, unreadable, until, readable } = facts;
  const lost = unfit + unreadable;
  const came = [
    say('recoveredCopy', { date: date(backup.madeAt) }),
    ...(until === null ? [] : [say('recoveredFacts', { count: number.format(returned), date: date(until) })]),
    ...(readable && until === null && lost === 0 ? [say('recoveredNothingNewer')] : []),
    ...counted('recoveredChanges', changes?.returned),
    say(changes ? 'recoveredRecordsCloud' : 'recoveredRecords', { date: date(backup.madeAt) }),
    say('recoveredKept'),
  ];
  const missing = [
    ...counted('recoveredLost', lost),
    ...counted('recoveredChangesKept', changes?.kept),
    ...counted('recoveredChangesLost', changes?.lost),
    ...(readable ? [] : [say('recoveredUnreadable', { date: date(backup.madeAt) })]),
    ...counted('recoveredSkipped', skipped.length),
  ];
  return { came, missing };
}

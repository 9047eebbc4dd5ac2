import { useTranslation } from 'react-i18next';
import type { RecordEntry } from '#shared/bench/collection.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatDateTime } from '../../../ui/time.ts';
import { benchItself, detailsOf, isKnownAction, isKnownField } from './entries.ts';

/** One entry: when, who, what, and what it was about. */
export function RecordRow({ entry }: { entry: RecordEntry }) {
  const { t } = useTranslation();
  const { seq, at, actor, action, details, hash } = entry;
  const time = (moment: number) => formatDateTime(moment, currentLanguage());
  const nameOf = (field: string) => (isKnownField(field) ? t(($) => $.keyRecord.record.fields[field]) : field);
  const wordsOf = (value: string | boolean) =>
    typeof value === 'string' ? value : t(($) => $.keyRecord.record[value ? 'yes' : 'no']);
  return (
    <li className="bench-entry">
      <span className="bench-entry-seq">{t(($) => $.keyRecord.record.entry, { seq })}</span>
      <time className="bench-entry-at" dateTime={new Date(at).toISOString()}>
        {time(at)}
      </time>
      <span className="bench-entry-what">
        {isKnownAction(action) ? t(($) => $.keyRecord.record.actions[action]) : action}
      </span>
      <span className="bench-entry-who">
        {actor === benchItself ? t(($) => $.keyRecord.record.itself) : actor.replace(/^approver:/, '')}
      </span>
      <code className="bench-entry-hash" title={t(($) => $.keyRecord.record.hash)}>
        {hash.slice(0, 12)}
      </code>
      <dl className="bench-entry-details">
        {detailsOf(details, time).map(({ field, value }) => (
          <div key={field}>
            <dt>{nameOf(field)}</dt>
            <dd>{wordsOf(value)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

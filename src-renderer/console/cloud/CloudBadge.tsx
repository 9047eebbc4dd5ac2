import { useTranslation } from 'react-i18next';
import { attentionOf, useSyncState } from './useSync.ts';

/** The badge on the rail: something of the cloud needs a person. Nothing while all is well. */
export function CloudBadge() {
  const { t } = useTranslation();
  const attention = attentionOf(useSyncState().data);
  if (attention === 0) return null;
  return (
    <>
      <span className="rail-badge" aria-hidden>
        {attention}
      </span>
      <span className="visually-hidden">{t(($) => $.cloud.light.attention, { count: attention })}</span>
    </>
  );
}

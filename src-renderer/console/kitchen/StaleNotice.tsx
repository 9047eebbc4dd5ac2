import { IconCloudOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatClock, formatElapsed, useSeconds } from '../../ui/time.ts';

/** Says across the kitchen, larger than any ticket, that the screen no longer follows; shown while that lasts. */
export function StaleNotice() {
  const { t } = useTranslation();
  const now = useSeconds();
  const [since] = useState(Date.now);
  return (
    <div className="kitchen-stale" role="alert">
      <IconCloudOff size={44} aria-hidden />
      <div>
        <p className="kitchen-stale-title">
          {t(($) => $.kitchen.stale.title, { time: formatClock(since, currentLanguage()) })}
        </p>
        <p>{t(($) => $.kitchen.stale.detail)}</p>
      </div>
      <span className="kitchen-stale-age number" aria-hidden>
        {formatElapsed(since, now)}
      </span>
    </div>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { useSpeech } from '../context.ts';
import type { LinkState } from '../link.ts';
import { Icon } from './icons.tsx';

/** The menu can be read while the staff open the table; the card goes away by itself. */
export function WaitCard() {
  const { t } = useSpeech();
  return (
    <div class="panel amber">
      <Icon name="clock" size={24} />
      <div>
        <p class="panel-title" role="status">
          {t.waitTitle}
        </p>
        <p>{t.waitHint}</p>
      </div>
    </div>
  );
}

/** A thin line while the landing cannot be reached; shown only once it lasts. */
export function OfflineBanner({ link }: { link: LinkState }) {
  const { t } = useSpeech();
  const [lasting, setLasting] = useState(false);
  const isOffline = link === 'offline';
  useEffect(() => {
    if (!isOffline) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), 700);
    return () => clearTimeout(timer);
  }, [isOffline]);
  return (
    <div role="status">
      {lasting && isOffline && (
        <p class="banner">
          <Icon name="offline" size={18} />
          {t.offline}
        </p>
      )}
    </div>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { useSpeech } from '../context.ts';
import type { LinkState } from '../link.ts';
import { Icon } from './icons.tsx';

/** The menu can be read while the staff open the table, or somebody there lets this phone in; it goes by itself. */
export function WaitCard({ join }: { join: { readonly number: number } | null }) {
  const { t } = useSpeech();
  return (
    <div class="panel amber">
      <Icon name="clock" size={24} />
      <div>
        <p class="panel-title" role="status">
          {join ? t.joinWait(join.number) : t.waitTitle}
        </p>
        <p>{join ? t.joinWaitHint : t.waitHint}</p>
      </div>
    </div>
  );
}

/** Over the internet only: the landing cannot be reached, and what a diner can do meanwhile. */
export function AwayCard({ preOrders }: { preOrders: boolean }) {
  const { t } = useSpeech();
  return (
    <div class="panel amber">
      <Icon name="offline" size={24} />
      <div>
        <p class="panel-title" role="status">
          {t.awayTitle}
        </p>
        <p>{preOrders ? t.awayPreOrderHint : t.awayHint}</p>
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

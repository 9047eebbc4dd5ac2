import { useEffect, useState } from 'preact/hooks';
import { useSpeech } from '../context.ts';
import type { LinkState } from '../link.ts';
import type { VisitState } from '../state.ts';
import { CodeForm } from './code-form.tsx';
import { Icon } from './icons.tsx';

/** The menu can be read while the staff open the table; the card goes away by itself. */
export function WaitCard({ state }: { state: VisitState }) {
  const { t } = useSpeech();
  const [typing, setTyping] = useState(false);
  const asksCode = state.session?.codeRequired ?? false;
  return (
    <div class="panel amber wait">
      <Icon name="clock" size={24} />
      <div>
        <p class="panel-title" role="status">
          {t.waitTitle}
        </p>
        <p>{t.waitHint}</p>
        {asksCode && !typing && (
          <button type="button" class="secondary" onClick={() => setTyping(true)}>
            {t.codeButton}
          </button>
        )}
        {asksCode && typing && <CodeForm state={state} />}
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

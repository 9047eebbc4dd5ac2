import { useEffect, useState } from 'preact/hooks';
import type { GuestTabResponse } from '#shared/ordering/guest-api.ts';
import { asApiError } from '../api.ts';
import { useSpeech } from '../context.ts';
import type { VisitState } from '../state.ts';
import { announce } from './announcer.tsx';
import { Icon } from './icons.tsx';
import { AwayCard, WaitCard } from './wait-card.tsx';

type ServiceNotice = GuestTabResponse['notice'];

/** What the staff tell all phones, in words; empty when everything is as usual. */
export function useNoticeWords(notice: ServiceNotice | undefined): string {
  const { t } = useSpeech();
  if (notice?.paused) return t.paused;
  return notice?.delayMinutes ? t.busy(notice.delayMinutes) : '';
}

/** What a diner must know before the menu: where they sit by now, that orders rest, who wants to join. */
export function TableNews({ state }: { state: VisitState }) {
  const { t, visit } = useSpeech();
  const { table, moved, remote } = state;
  const isAway = remote?.landing === 'away';
  const words = useNoticeWords(table?.notice);
  const spoken = moved ? t.moved(moved) : words;
  useEffect(() => {
    if (spoken) announce(spoken);
  }, [spoken]);
  return (
    <>
      {moved && (
        <div class="panel blue">
          <Icon name="right" size={24} />
          <div>
            <p class="panel-title">{t.moved(moved)}</p>
            <p>{t.movedHint}</p>
            <button type="button" class="secondary" onClick={visit.seenMove}>
              {t.dismiss}
            </button>
          </div>
        </div>
      )}
      {isAway && <AwayCard preOrders={remote.preOrders} />}
      {!isAway && table && !table.mayOrder && <WaitCard join={table.join} />}
      {!isAway && words && (
        <div class="panel amber">
          <Icon name="clock" size={24} />
          <div>
            <p class="panel-title">{words}</p>
            {table?.notice.paused && <p>{t.pausedHint}</p>}
          </div>
        </div>
      )}
      {table?.joins.map((join) => (
        <JoinPanel key={join.sessionId} {...join} />
      ))}
    </>
  );
}

/** A phone asks to join: who sits here says whether it belongs to the table. */
function JoinPanel({ sessionId, number }: GuestTabResponse['joins'][number]) {
  const { t, visit } = useSpeech();
  const [state, setState] = useState<'asked' | 'sending' | 'declined'>('asked');
  const [failure, setFailure] = useState('');
  useEffect(() => announce(t.joinTitle(number)), [t, number]);
  if (state === 'declined') return null;

  async function admit(): Promise<void> {
    setState('sending');
    setFailure('');
    try {
      await visit.admit(sessionId);
    } catch (thrown) {
      setFailure(asApiError(thrown).detail || t.offline);
    } finally {
      setState('asked');
    }
  }

  return (
    <div class="panel accent">
      <Icon name="hand" size={24} />
      <div>
        <p class="panel-title">{t.joinTitle(number)}</p>
        <p>{failure || t.joinHint}</p>
        <p class="panel-actions">
          <button type="button" class="secondary" disabled={state === 'sending'} onClick={() => void admit()}>
            {t.letIn}
          </button>
          <button type="button" class="text-button" onClick={() => setState('declined')}>
            {t.notOurs}
          </button>
        </p>
      </div>
    </div>
  );
}

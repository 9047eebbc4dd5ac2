import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { hintOf, phases, wordOf } from './phase.ts';
import { attentionOf, useSyncState } from './useSync.ts';
import './light.css';

/** How the cloud stands, small and always there; nothing at all while there is none. It leads to the cloud's page. */
export function SyncLight({ onOpen }: { onOpen?: () => void }) {
  const { t } = useTranslation();
  const state = useSyncState().data;
  if (!state || state.phase === 'off') return null;
  const { phase } = state;
  const { icon: Icon, state: colour } = phases[phase];
  const word = wordOf(state, phase, t);
  const attention = attentionOf(state);
  const to = state.conflicts > 0 ? '/cloud/conflicts' : state.rejected > 0 ? '/cloud/outbox' : '/cloud';
  return (
    <Tooltip label={hintOf(state, phase, t)} multiline maw={280} position="right">
      <Link href={to} className="sync-light state-ink" data-state={colour} onClick={() => onOpen?.()}>
        <Icon size={20} stroke={1.7} aria-hidden />
        <span role="status">
          {word}
          {attention > 0 && (
            <>
              <span className="sync-light-count" aria-hidden>
                {attention}
              </span>
              <span className="visually-hidden">. {t(($) => $.cloud.light.attention, { count: attention })}</span>
            </>
          )}
        </span>
      </Link>
    </Tooltip>
  );
}

import { Text, UnstyledButton } from '@mantine/core';
import { IconClipboardCheck, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '#shared/enterprises/operator.ts';
import { Empty } from '../../ui/Empty.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { useAge } from '../age.tsx';
import type { QueueState } from './queries.ts';

interface QueueListProps {
  readonly entries: readonly QueueEntry[];
  readonly chosen: string | undefined;
  readonly state: QueueState;
  readonly search: string;
  readonly more: boolean;
  readonly onOpen: (enterpriseId: string) => void;
}

/** The registrations of one state: who, how long ago, how many papers. */
export function QueueList({ entries, chosen, state, search, more, onOpen }: QueueListProps) {
  const { t } = useTranslation();
  if (entries.length === 0) {
    if (search !== '')
      return <Empty icon={IconClipboardCheck} title={t(($) => $.common.nothingFound, { text: search })} />;
    return state === 'pending' ? (
      <Empty
        icon={IconClipboardCheck}
        title={t(($) => $.operator.registrations.none.pending)}
        detail={t(($) => $.operator.registrations.none.pendingHint)}
      />
    ) : (
      <Empty icon={IconClipboardCheck} title={t(($) => $.operator.registrations.none.other)} />
    );
  }
  return (
    <>
      <ul className="queue">
        {entries.map((entry) => (
          <QueueRow key={entry.enterpriseId} entry={entry} isChosen={entry.enterpriseId === chosen} onOpen={onOpen} />
        ))}
      </ul>
      {more && <Text className="hint">{t(($) => $.operator.more_rows)}</Text>}
    </>
  );
}

interface QueueRowProps {
  readonly entry: QueueEntry;
  readonly isChosen: boolean;
  readonly onOpen: (enterpriseId: string) => void;
}

function QueueRow({ entry, isChosen, onOpen }: QueueRowProps) {
  const { t } = useTranslation();
  const age = useAge();
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const since = age(entry.submittedAt);
  return (
    <li>
      <UnstyledButton
        ref={row}
        className="queue-row pressable"
        aria-current={isChosen ? 'true' : undefined}
        onClick={() => onOpen(entry.enterpriseId)}
      >
        <span className="queue-name">{entry.name}</span>
        <span className="hint number">
          {entry.state === 'pending' ? t(($) => $.operator.registrations.waits, { age: since }) : since}
        </span>
        <span className="queue-facts hint">
          {entry.code} · {entry.country} · {t(($) => $.operator.registrations.documents, { count: entry.documents })}
        </span>
        {entry.again && (
          <StateChip state="progress" icon={IconRefresh}>
            {t(($) => $.operator.registrations.again)}
          </StateChip>
        )}
      </UnstyledButton>
    </li>
  );
}

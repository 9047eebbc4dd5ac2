import { Button, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconFileUnknown,
  IconLock,
  IconLockOpen,
  IconShieldCheck,
  IconUser,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../../ui/ListSkeleton.tsx';
import { StateChip } from '../../../ui/StateChip.tsx';
import { formatDateTime, useNow } from '../../../ui/time.ts';
import { describeError } from '../../notices.tsx';
import { formatBytes } from '../bytes.ts';
import { agoText } from './times.ts';
import { type BackupState, type ListedCopy, useBackupDeeds, useCopies } from './useBackups.ts';

/** What is in the folder of the schedule: how old, how large, and whether it is good. */
export function Copies({ state }: { state: BackupState }) {
  const { t } = useTranslation();
  const copies = useCopies(state);
  const { check } = useBackupDeeds();
  return (
    <div className="panel-section">
      <h3 className="section-title">{t(($) => $.computer.backup.copies.title)}</h3>
      {copies.isError ? (
        <Text size="md" mt="xs" role="status">
          {describeError(copies.error)}
        </Text>
      ) : copies.data ? (
        <>
          {copies.data.length === 0 && (
            <Text size="md" mt="xs">
              {t(($) => $.computer.backup.copies.none)}
            </Text>
          )}
          <ul className="backup-copies">
            {copies.data.map((copy) => (
              <CopyRow key={copy.name} copy={copy} />
            ))}
          </ul>
          {copies.data.some(({ own }) => own) && (
            <>
              <Button
                size="md"
                variant="default"
                leftSection={<IconShieldCheck size={18} />}
                disabled={state.running !== null}
                loading={check.isPending}
                onClick={() => check.mutate()}
              >
                {t(($) => $.computer.backup.copies.check)}
              </Button>
              <Text className="hint" mt="xs">
                {t(($) => $.computer.backup.copies.checkHint)}
              </Text>
            </>
          )}
        </>
      ) : (
        <ListSkeleton rows={3} height={48} />
      )}
    </div>
  );
}

function CopyRow({ copy }: { copy: ListedCopy }) {
  const { t } = useTranslation();
  const now = useNow();
  const language = currentLanguage();
  return (
    <li>
      <span className="backup-copy">
        <span className="backup-copy-date">{formatDateTime(copy.madeAt, language)}</span>
        <span className="hint">
          {agoText(copy.madeAt, now, language)} · {formatBytes(copy.size, language)}
        </span>
      </span>
      <span className="backup-chips">
        <Finding copy={copy} />
        {!copy.broken && (
          <StateChip state="done" icon={copy.encrypted ? IconLock : IconLockOpen}>
            {t(($) => (copy.encrypted ? $.computer.backup.copies.encrypted : $.computer.backup.copies.open))}
          </StateChip>
        )}
      </span>
    </li>
  );
}

function Finding({ copy }: { copy: ListedCopy }) {
  const { t } = useTranslation();
  const now = useNow();
  const { checked, broken, own } = copy;
  if (broken || checked?.found === 'damaged') {
    return (
      <StateChip state="trouble" icon={IconAlertTriangle}>
        {t(($) => $.computer.backup.copies.damaged)}
      </StateChip>
    );
  }
  if (!own) {
    return (
      <StateChip state="done" icon={IconUser}>
        {t(($) => $.computer.backup.copies.others)}
      </StateChip>
    );
  }
  if (!checked) {
    return (
      <StateChip state="done" icon={IconFileUnknown}>
        {t(($) => $.computer.backup.copies.unchecked)}
      </StateChip>
    );
  }
  const ago = agoText(checked.at, now, currentLanguage());
  return checked.found === 'good' ? (
    <StateChip state="ready" icon={IconCheck}>
      {t(($) => $.computer.backup.copies.good, { ago })}
    </StateChip>
  ) : (
    <StateChip state="new" icon={IconLock}>
      {t(($) => $.computer.backup.copies.unopened)}
    </StateChip>
  );
}

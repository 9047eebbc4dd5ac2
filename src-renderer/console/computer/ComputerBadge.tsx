import { useTranslation } from 'react-i18next';
import { useBackupsNeedSomebody } from './backup/useBackups.ts';
import { UpdateBadge } from './UpdateBadge.tsx';
import './updates.css';

/** A dot on the rail while backups need a person, or an update waits for one. */
export function ComputerBadge() {
  const { t } = useTranslation();
  if (!useBackupsNeedSomebody()) return <UpdateBadge />;
  return (
    <>
      <span className="update-dot" data-warning aria-hidden />
      <span className="visually-hidden">{t(($) => $.computer.backup.badge)}</span>
    </>
  );
}

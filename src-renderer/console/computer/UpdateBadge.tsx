import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { desktop } from '../desktop.ts';
import { useUpdateState } from './useUpdates.ts';
import './updates.css';

/** A quiet dot on the rail while an update waits for a person. */
export function UpdateBadge() {
  return desktop ? <Badge bridge={desktop} /> : null;
}

function Badge({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const { data } = useUpdateState(bridge);
  if (data?.status.phase !== 'ready' || data.status.planned !== 'no') return null;
  return (
    <>
      <span className="update-dot" aria-hidden />
      <span className="visually-hidden">{t(($) => $.updates.readyBadge)}</span>
    </>
  );
}

import { Button } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatClock } from '../../ui/time.ts';
import { useServiceNotice } from './useServiceNotice.ts';
import './service.css';

/** Says across the whole room that phones cannot order, since when, and ends it with one tap; nothing while they can. */
export function PauseBanner() {
  const { t } = useTranslation();
  const { pausedAt, mayChange, resume } = useServiceNotice();
  if (pausedAt === null) return null;
  return (
    <div className="pause-banner" role="status">
      <IconPlayerPauseFilled size={24} aria-hidden />
      <span>{t(($) => $.floor.service.pausedSince, { time: formatClock(pausedAt, currentLanguage()) })}</span>
      {mayChange && (
        <Button h={44} fz={16} color="dark" leftSection={<IconPlayerPlayFilled size={18} />} onClick={resume}>
          {t(($) => $.floor.service.resume)}
        </Button>
      )}
    </div>
  );
}

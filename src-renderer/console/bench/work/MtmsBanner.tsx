import { Button } from '@mantine/core';
import { IconCloudOff, IconHandStop, IconLock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionView } from '#shared/bench/collection.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatClock } from '../../../ui/time.ts';
import { useTRPC } from '../../api.ts';
import { noticeError } from '../../notices.tsx';
import { useMay } from '../../session.ts';
import { refusalWords } from './words.ts';

/** How the bench stands with the MTMS, across the page, where that is in the way: what still works and what does not. */
export function MtmsBanner({ mtms, queue }: Pick<CollectionView, 'mtms' | 'queue'>) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const retry = useMutation(trpc.bench.retry.mutationOptions({ onError: noticeError }));
  const why = mtms.problem && mtms.problem.code !== 'E_MTMS_DOWN' ? refusalWords(mtms.problem) : null;
  const again = may('terminal_key', 'create') && (
    <Button variant="default" h={52} fz={16} loading={retry.isPending} onClick={() => retry.mutate({})}>
      {t(($) => $.collect.mtms.retry)}
    </Button>
  );
  if (mtms.state === 'away')
    return (
      <Banner state="new" icon={<IconCloudOff size={30} aria-hidden />} act={again}>
        <strong>
          {t(($) => $.collect.mtms.away)} ·{' '}
          {t(($) => $.collect.mtms.awaySince, { time: formatClock(mtms.since, currentLanguage()) })}
        </strong>
        {why && <span>{why}</span>}
        <span>
          {queue.ahead > 0
            ? t(($) => $.collect.mtms.awayCan, { count: queue.ahead })
            : t(($) => $.collect.mtms.awayNothing)}{' '}
          {t(($) => $.collect.mtms.awayNot)}
        </span>
      </Banner>
    );
  if (mtms.state === 'refused')
    return (
      <Banner state="trouble" icon={<IconHandStop size={34} aria-hidden />} act={again}>
        <strong>{t(($) => $.collect.mtms.refused)}</strong>
        <span>{why}</span>
      </Banner>
    );
  if (mtms.state === 'locked')
    return (
      <Banner state="trouble" icon={<IconLock size={30} aria-hidden />}>
        <strong>{t(($) => $.collect.mtms.locked)}</strong>
        <span>{t(($) => $.collect.mtms.lockedDetail)}</span>
      </Banner>
    );
  return null;
}

interface BannerProps {
  readonly state: 'new' | 'trouble';
  readonly icon: ReactNode;
  readonly act?: ReactNode;
  readonly children: ReactNode;
}

function Banner({ state, icon, act, children }: BannerProps) {
  return (
    <div className="bench-banner" data-state={state} role={state === 'trouble' ? 'alert' : 'status'}>
      {icon}
      <div className="bench-banner-words">{children}</div>
      {act}
    </div>
  );
}

import { Button, Group, Title } from '@mantine/core';
import { IconArrowLeft, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatClock } from '../../../ui/time.ts';
import { useTRPC } from '../../api.ts';
import { selectTab } from '../../window.ts';
import type { TabDetail } from '../tab-detail.ts';

/** Whose bill it is, since when, for how many, and the code its phones may need. */
export function ReceiptHead({ tab, seat }: { tab: TabDetail; seat?: ReactNode }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const time = formatClock(tab.openedAt, currentLanguage());
  return (
    <div className="receipt-head">
      <Button
        variant="subtle"
        color="done"
        h={44}
        w={44}
        p={0}
        aria-label={t(($) => $.common.close)}
        onClick={() => selectTab(null)}
      >
        <IconArrowLeft size={22} />
      </Button>
      <div className="receipt-title">
        <Title order={2} fz={28} lh={1.1}>
          {tab.table
            ? t(($) => $.counter.receipt.tab, { table: tab.table.name })
            : t(($) => $.counter.receipt.takeAway)}
        </Title>
        <Group gap="sm" c="dimmed" fz={14}>
          <span>{t(($) => $.counter.receipt.since, { time })}</span>
          {tab.closedAt !== null && (
            <span>{t(($) => $.bill.closed.closedAt, { time: formatClock(tab.closedAt, currentLanguage()) })}</span>
          )}
          {!seat && tab.guests !== null && (
            <Group gap={4}>
              <IconUsers size={16} aria-hidden />
              {t(($) => $.counter.receipt.guests, { count: tab.guests })}
            </Group>
          )}
        </Group>
      </div>
      {seat && <div className="receipt-seat">{seat}</div>}
      {settings.data?.requireTableCode && tab.table && tab.state !== 'closed' && (
        <div className="receipt-code">
          <span>{t(($) => $.counter.receipt.code)}</span>
          <strong>{tab.code}</strong>
        </div>
      )}
    </div>
  );
}

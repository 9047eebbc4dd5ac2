import { Button, NativeSelect, Text } from '@mantine/core';
import { IconTicket } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchProgress } from '#shared/bench/collection.ts';
import { Fold } from '../../../ui/Fold.tsx';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatDateTime } from '../../../ui/time.ts';
import { useTRPC } from '../../api.ts';
import { describeError } from '../../notices.tsx';
import { batchCounts } from './progress.ts';

const choices = [8, 24, 48, 72] as const;

interface AheadProps {
  readonly batch: BatchProgress | null;
  /** Tickets at hand. */
  readonly ahead: number;
  readonly reached: boolean;
}

/** Tickets for work without a network: how many are at hand, until when, and fetching more. */
export function Ahead({ batch, ahead, reached }: AheadProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const [hours, setHours] = useState<number>(24);
  const fetching = useMutation(trpc.bench.fetchAhead.mutationOptions());
  const tickets = useQuery(
    trpc.bench.operations.queryOptions({ states: ['AHEAD'] }, { enabled: ahead > 0, staleTime: 10_000 }),
  );
  const until = Math.min(...(tickets.data ?? []).map(({ expiresAt }) => expiresAt));
  const counts = batch && batchCounts(batch);
  const missing = counts ? counts.waiting - counts.ahead : 0;
  return (
    <Fold
      className="bench-ahead"
      summary={
        <>
          {t(($) => $.collect.ahead.title)} {ahead > 0 && `· ${t(($) => $.collect.ahead.short, { count: ahead })}`}
        </>
      }
    >
      <div className="bench-ahead-body">
        <p className="bench-ahead-now">
          <IconTicket size={20} aria-hidden />
          {ahead === 0
            ? t(($) => $.collect.ahead.none)
            : Number.isFinite(until)
              ? t(($) => $.collect.ahead.countUntil, { count: ahead, time: formatDateTime(until, currentLanguage()) })
              : t(($) => $.collect.ahead.count, { count: ahead })}
        </p>
        {batch && missing === 0 && counts && counts.waiting > 0 && (
          <p className="hint">{t(($) => $.collect.ahead.nobody)}</p>
        )}
        {batch && missing > 0 && reached && (
          <div className="bench-ahead-fetch">
            <NativeSelect
              size="md"
              label={t(($) => $.collect.ahead.hours)}
              value={hours}
              data={choices.map((choice) => ({
                value: String(choice),
                label: t(($) => $.collect.ahead.hoursOf, { hours: choice }),
              }))}
              onChange={(event) => setHours(Number(event.currentTarget.value))}
            />
            <Button
              variant="default"
              h={44}
              px="xs"
              fz={16}
              loading={fetching.isPending}
              onClick={() => fetching.mutate({ hours })}
            >
              {t(($) => $.collect.ahead.fetch)}
            </Button>
          </div>
        )}
        {fetching.isError && (
          <Text size="md" c="var(--trouble-ink)" role="alert">
            {describeError(fetching.error)}
          </Text>
        )}
      </div>
    </Fold>
  );
}

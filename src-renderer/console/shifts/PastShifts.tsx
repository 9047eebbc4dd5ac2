import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { useMoney } from '../../ui/money.tsx';
import { NextPage } from '../../ui/NextPage.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { client, useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { Difference } from './ShiftReportTable.tsx';
import type { ClosedShift } from './ShiftSheet.tsx';
import type { Shift } from './useShifts.ts';

const pageSize = 30;

/** Closed shifts, newest first, with what each differed by. */
export function PastShifts({ onOpen }: { onOpen: (closed: ClosedShift) => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const shifts = useInfiniteQuery({
    queryKey: [...trpc.ordering.shifts.pathKey(), 'past'],
    queryFn: ({ pageParam }) =>
      client.ordering.shifts.list.query({ limit: pageSize, ...(pageParam !== null && { before: pageParam }) }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : (page.at(-1)?.openedAt ?? undefined)),
  });
  const rows = shifts.data?.pages.flat().filter(({ state }) => state === 'closed');
  return (
    <section className="panel">
      <div className="panel-section">
        <h2 className="section-title">{t(($) => $.shifts.past)}</h2>
      </div>
      <div className="panel-section">
        {shifts.isError && !rows ? (
          <LoadFailed reason={describeError(shifts.error)} onRetry={() => void shifts.refetch()} />
        ) : !rows ? (
          <ListSkeleton rows={4} />
        ) : rows.length === 0 ? (
          <p className="hint">{t(($) => $.shifts.noPast)}</p>
        ) : (
          <ul className="past-shifts">
            {rows.map((shift) => (
              <li key={shift.id}>
                <PastShift shift={shift} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        )}
        <NextPage query={shifts} fullWidth>
          {t(($) => $.shifts.older)}
        </NextPage>
      </div>
    </section>
  );
}

function PastShift({ shift, onOpen }: { shift: Shift; onOpen: (closed: ClosedShift) => void }) {
  const { t } = useTranslation();
  const format = useMoney();
  const { id, number, currency, report } = shift;
  if (!report) return null;
  return (
    <button type="button" className="past-shift" onClick={() => onOpen({ id, number, currency, report, shift })}>
      <span>
        <strong>{t(($) => $.shifts.z, { number: number ?? '' })}</strong>
        <span className="hint">{formatDateTime(shift.closedAt ?? 0, currentLanguage())}</span>
      </span>
      <span className="past-figures">
        <span className="number">{format(report.net, currency)}</span>
        <Difference amount={report.difference ?? 0} currency={currency} />
      </span>
    </button>
  );
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { comparedWith } from '#shared/reports/period.ts';
import { type Outputs, useTRPC } from '../api.ts';
import { AdjustmentCards } from './AdjustmentCards.tsx';
import { Loaded } from './Loaded.tsx';
import { PeopleCard } from './PeopleCard.tsx';
import { PlaceCards } from './PlaceCards.tsx';
import { FactsCard, RevenueCard } from './RevenueCards.tsx';
import type { PeriodChoice } from './usePeriod.ts';

export type PeriodReport = Outputs['reports']['period'];

/** The report of a day, week, month or any other period. */
export function OverviewView({ period }: { period: PeriodChoice }) {
  const trpc = useTRPC();
  const { kind, span } = period;
  const compared = comparedWith(kind, span);
  const report = useQuery(trpc.reports.period.queryOptions(span, { placeholderData: keepPreviousData }));
  const before = useQuery(trpc.reports.totals.queryOptions(compared, { placeholderData: keepPreviousData }));
  const nothing = ({ tabs, reopened, methods, returns, drawers }: PeriodReport) =>
    tabs === 0 && reopened.count === 0 && methods.length === 0 && returns.count === 0 && drawers.length === 0;
  return (
    <Loaded query={report} isEmpty={nothing}>
      {(data) => (
        <>
          <RevenueCard report={data} before={before.data} kind={kind} compared={compared} span={span} />
          <FactsCard report={data} before={before.data} span={span} />
          <PlaceCards report={data} span={span} onDay={period.showDay} />
          <AdjustmentCards report={data} span={span} />
          <PeopleCard report={data} span={span} />
        </>
      )}
    </Loaded>
  );
}

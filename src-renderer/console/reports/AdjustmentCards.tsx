import { useTranslation } from 'react-i18next';
import type { Span } from '#shared/reports/period.ts';
import { useMoney } from '../../ui/money.tsx';
import { Bars } from './Bars.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import type { PeriodReport } from './OverviewView.tsx';
import { ReportCard } from './ReportCard.tsx';
import { useShowRecords } from './records.ts';

interface AdjustmentProps {
  readonly report: PeriodReport;
  readonly span: Span;
}

/** What went off the bills, and what drawers were off by. */
export function AdjustmentCards(props: AdjustmentProps) {
  return (
    <>
      <DiscountsCard {...props} />
      <VoidsCard {...props} />
      <DrawersCard {...props} />
    </>
  );
}

function DiscountsCard({ report, span }: AdjustmentProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const show = useShowRecords(span);
  const { discountReasons: rows, currency } = report;
  type Reason = (typeof rows)[number];
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const amount = rows.reduce((sum, row) => sum + row.amount, 0);
  const name = ({ kind, reason }: Reason) =>
    `${t(($) => $.reports.discounts.kinds[kind])} · ${reason || t(($) => $.reports.noReason)}`;
  return (
    <ReportCard
      title={
        count === 0
          ? t(($) => $.reports.discounts.none)
          : t(($) => $.reports.discounts.title, { count, amount: format(amount, currency) })
      }
      subtitle={t(($) => $.reports.discounts.subtitle)}
      table={
        <FiguresTable
          label={t(($) => $.reports.discounts.subtitle)}
          currency={currency}
          rows={rows}
          keyOf={({ key }) => key}
          open={(row) => () => show(name(row), { kind: 'discounts', discount: row.kind, reason: row.reason })}
          columns={[
            { name: t(($) => $.reports.name), kind: 'text', value: name },
            { name: t(($) => $.reports.count), kind: 'count', value: (row) => row.count },
            { name: t(($) => $.reports.amount), kind: 'amount', value: (row) => row.amount },
          ]}
        />
      }
    />
  );
}

function VoidsCard({ report, span }: AdjustmentProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const show = useShowRecords(span);
  const { voidReasons: rows, currency } = report;
  const count = rows.reduce((sum, row) => sum + row.quantity, 0);
  const amount = rows.reduce((sum, row) => sum + row.amount, 0);
  const name = (reason: string) => reason || t(($) => $.reports.noReason);
  return (
    <ReportCard
      title={
        count === 0
          ? t(($) => $.reports.voids.none)
          : t(($) => $.reports.voids.title, { count, amount: format(amount, currency) })
      }
      subtitle={t(($) => $.reports.voids.subtitle)}
      table={
        <FiguresTable
          label={t(($) => $.reports.voids.subtitle)}
          currency={currency}
          rows={rows}
          keyOf={({ key }) => key}
          open={({ reason }) =>
            () =>
              show(name(reason), { kind: 'voids', reason })
            }
          columns={[
            { name: t(($) => $.reports.name), kind: 'text', value: ({ reason }) => name(reason) },
            { name: t(($) => $.reports.count), kind: 'count', value: ({ quantity }) => quantity },
            { name: t(($) => $.reports.amount), kind: 'amount', value: (row) => row.amount },
          ]}
        />
      }
    />
  );
}

function DrawersCard({ report }: AdjustmentProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const { drawers, currency } = report;
  type Drawer = (typeof drawers)[number];
  const name = ({ number, businessDay }: Drawer) =>
    t(($) => $.reports.drawers.name, { number: number ?? '', day: businessDay });
  const off = drawers.reduce((sum, { difference }) => sum + difference, 0);
  const exact = drawers.every(({ difference }) => difference === 0);
  const title =
    drawers.length === 0
      ? t(($) => $.reports.drawers.none)
      : exact
        ? t(($) => $.reports.drawers.exact)
        : t(($) => $.reports.drawers.title, { amount: format(off, currency) });
  return (
    <ReportCard
      title={title}
      subtitle={t(($) => $.reports.drawers.subtitle)}
      {...(drawers.length > 2 && {
        plot: (
          <Bars
            currency={currency}
            name={t(($) => $.reports.amount)}
            bars={drawers.map((drawer) => ({ key: drawer.id, name: name(drawer), amount: drawer.difference }))}
          />
        ),
      })}
      table={
        <FiguresTable
          label={t(($) => $.reports.drawers.subtitle)}
          currency={currency}
          rows={drawers}
          keyOf={({ id }) => id}
          columns={[
            { name: t(($) => $.reports.name), kind: 'text', value: name },
            {
              name: t(($) => $.reports.drawers.moved),
              kind: 'amount',
              value: ({ paidIn, paidOut }) => paidIn - paidOut,
            },
            { name: t(($) => $.shifts.difference), kind: 'amount', value: ({ difference }) => difference },
          ]}
        />
      }
    />
  );
}

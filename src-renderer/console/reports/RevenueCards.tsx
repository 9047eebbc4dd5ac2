import { useTranslation } from 'react-i18next';
import type { RecordFilter } from '#shared/reports/inputs.ts';
import type { PeriodKind, Span } from '#shared/reports/period.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { useMoney } from '../../ui/money.tsx';
import type { Outputs } from '../api.ts';
import { FiguresTable } from './FiguresTable.tsx';
import { formatShare, formatSpan } from './format.ts';
import type { PeriodReport } from './OverviewView.tsx';
import { ReportCard } from './ReportCard.tsx';
import { useShowRecords } from './records.ts';

type Totals = Outputs['reports']['totals'];

interface Line {
  readonly name: string;
  readonly amount: number;
  readonly total?: boolean;
  readonly of?: RecordFilter;
}

/** How the revenue comes about, from the menu's prices to what was kept. */
export function RevenueCard({
  report,
  before,
  kind,
  compared,
  span,
}: {
  report: PeriodReport;
  before: Totals | undefined;
  kind: PeriodKind;
  compared: Span;
  span: Span;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const show = useShowRecords(span);
  const comparison = useComparison(report.revenue, before?.revenue, kind, compared);
  const { currency } = report;
  const optional = (line: Line): Line[] => (line.amount === 0 ? [] : [line]);
  const lines: Line[] = [
    { name: t(($) => $.reports.revenue.dishes), amount: report.dishes, of: { kind: 'sales' } },
    ...optional({
      name: t(($) => $.reports.revenue.discounts),
      amount: 0 - report.discounts,
      of: { kind: 'discounts', discount: 'discount' },
    }),
    ...optional({
      name: t(($) => $.reports.revenue.complimentary),
      amount: 0 - report.complimentary,
      of: { kind: 'discounts', discount: 'complimentary' },
    }),
    ...optional({
      name: t(($) => $.reports.revenue.service),
      amount: report.serviceCharge,
      of: { kind: 'sales', charge: 'service' },
    }),
    ...optional({
      name: t(($) => $.reports.revenue.cover),
      amount: report.coverCharge,
      of: { kind: 'sales', charge: 'cover' },
    }),
    ...optional({
      name: t(($) => $.reports.revenue.minimum),
      amount: report.minimumCharge,
      of: { kind: 'sales', charge: 'minimum' },
    }),
    ...optional({ name: t(($) => $.reports.revenue.addedTax), amount: report.addedTax }),
    ...optional({
      name: t(($) => $.reports.revenue.rounding),
      amount: 0 - report.rounding,
      of: { kind: 'discounts', discount: 'rounding' },
    }),
    { name: t(($) => $.reports.revenue.closed), amount: report.total, total: true, of: { kind: 'sales' } },
    ...(report.reopened.count > 0
      ? [
          {
            name: t(($) => $.reports.revenue.reopened, { count: report.reopened.count }),
            amount: 0 - report.reopened.amount,
            of: { kind: 'sales', reopened: true } as const,
          },
        ]
      : []),
    ...optional({
      name: t(($) => $.reports.revenue.returns),
      amount: 0 - report.returns.amount,
      of: { kind: 'refunds', returns: true },
    }),
    { name: t(($) => $.reports.revenue.revenue), amount: report.revenue, total: true },
    { name: t(($) => $.reports.revenue.ofWhichTax), amount: report.tax },
    ...optional({
      name: t(($) => $.reports.revenue.tips),
      amount: report.tips,
      of: { kind: 'payments', tipped: true },
    }),
  ];
  return (
    <ReportCard
      title={t(($) => $.reports.revenue.title, { amount: format(report.revenue, currency) })}
      {...(comparison && { subtitle: comparison })}
      table={
        <FiguresTable
          label={t(($) => $.reports.revenue.revenue)}
          currency={currency}
          rows={lines}
          keyOf={({ name }) => name}
          isTotal={({ total }) => total ?? false}
          open={({ name, of }) => of && (() => show(name, of))}
          columns={[
            { name: t(($) => $.reports.name), kind: 'text', value: ({ name }) => name },
            { name: t(($) => $.reports.amount), kind: 'amount', value: ({ amount }) => amount },
          ]}
        />
      }
    />
  );
}

/** "8 % more than the 7 days before", in words. */
function useComparison(now: number, before: number | undefined, kind: PeriodKind, compared: Span): string | undefined {
  const { t } = useTranslation();
  const language = currentLanguage();
  if (before === undefined) return undefined;
  const said = formatSpan(compared, language);
  const name = kind === 'day' ? `${t(($) => $.reports.revenue.lastWeekDay)} (${said})` : said;
  if (before === 0) return t(($) => $.reports.revenue.first, { compared: name });
  if (now === before) return t(($) => $.reports.revenue.same, { compared: name });
  const percent = formatShare(Math.abs(now - before), before, language);
  return now > before
    ? t(($) => $.reports.revenue.up, { percent, compared: name })
    : t(($) => $.reports.revenue.down, { percent, compared: name });
}

/** How many came and what each brought. */
export function FactsCard({ report, before, span }: { report: PeriodReport; before: Totals | undefined; span: Span }) {
  const { t } = useTranslation();
  const format = useMoney();
  const show = useShowRecords(span);
  const { currency } = report;
  const average = (amount: number, by: number) => (by === 0 ? null : Math.round(amount / by));
  const money = (amount: number | null) => (amount === null ? '—' : format(amount, currency));
  const figure = (name: string, read: (totals: Totals) => string, open?: () => void) => (
    <div className="fact" key={name}>
      <dt>{name}</dt>
      <dd>
        {open ? (
          <button type="button" className="fact-value figure-link" onClick={open}>
            {read(report)}
          </button>
        ) : (
          <span className="fact-value number">{read(report)}</span>
        )}
        {before && before.tabs > 0 && (
          <span className="hint">{t(($) => $.reports.facts.before, { value: read(before) })}</span>
        )}
      </dd>
    </div>
  );
  const perTab = average(report.total, report.tabs);
  return (
    <ReportCard
      title={t(($) => $.reports.facts.title, { amount: money(perTab) })}
      table={
        <dl className="facts">
          {figure(
            t(($) => $.reports.facts.tabs),
            ({ tabs }) => String(tabs),
            () =>
              show(
                t(($) => $.reports.list.sales),
                { kind: 'sales' },
              ),
          )}
          {figure(
            t(($) => $.reports.facts.orders),
            ({ orders }) => String(orders),
          )}
          {figure(
            t(($) => $.reports.facts.guests),
            ({ guests }) => String(guests),
          )}
          {figure(
            t(($) => $.reports.facts.perTab),
            ({ total, tabs }) => money(average(total, tabs)),
          )}
          {figure(
            t(($) => $.reports.facts.perGuest),
            ({ guestTotal, guests }) => money(average(guestTotal, guests)),
          )}
          {report.services.map(({ service }) =>
            figure(
              t(($) => $.reports.facts[service]),
              (totals) => money(totals.services.find((one) => one.service === service)?.total ?? 0),
              () =>
                show(
                  t(($) => $.reports.facts[service]),
                  { kind: 'sales', service },
                ),
            ),
          )}
        </dl>
      }
    />
  );
}

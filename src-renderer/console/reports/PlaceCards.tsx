import { useTranslation } from 'react-i18next';
import { daysIn, type Span } from '#shared/reports/period.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Bars } from './Bars.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import { formatDay, formatHour, formatShare } from './format.ts';
import type { PeriodReport } from './OverviewView.tsx';
import { ReportCard } from './ReportCard.tsx';
import { useShowRecords } from './records.ts';

/** When, where and how the money came: hours, days, areas, ways of paying. */
export function PlaceCards({
  report,
  span,
  onDay,
}: {
  report: PeriodReport;
  span: Span;
  onDay: (day: string) => void;
}) {
  return (
    <>
      {daysIn(span) > 1 && report.days.length > 0 && <DaysCard report={report} onDay={onDay} />}
      {report.hours.length > 0 && <HoursCard report={report} span={span} />}
      {report.methods.length > 0 && <MethodsCard report={report} span={span} />}
      {report.areas.length > 0 && <AreasCard report={report} span={span} />}
    </>
  );
}

function DaysCard({ report, onDay }: { report: PeriodReport; onDay: (day: string) => void }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { days, currency } = report;
  const best = days.reduce((a, b) => (b.total > a.total ? b : a));
  return (
    <ReportCard
      wide
      title={t(($) => $.reports.days.title, { day: formatDay(best.day, language) })}
      subtitle={t(($) => $.reports.days.subtitle)}
      plot={
        <Bars
          currency={currency}
          name={t(($) => $.reports.amount)}
          bars={days.map(({ day, total }) => ({
            key: day,
            name: formatDay(day, language),
            amount: total,
            open: () => onDay(day),
          }))}
        />
      }
      table={
        <FiguresTable
          label={t(($) => $.reports.days.subtitle)}
          currency={currency}
          rows={days}
          keyOf={({ day }) => day}
          open={({ day }) =>
            () =>
              onDay(day)
            }
          columns={[
            { name: t(($) => $.reports.days.day), kind: 'text', value: ({ day }) => formatDay(day, language) },
            { name: t(($) => $.reports.facts.tabs), kind: 'count', value: ({ tabs }) => tabs },
            { name: t(($) => $.reports.amount), kind: 'amount', value: ({ total }) => total },
          ]}
        />
      }
    />
  );
}

function HoursCard({ report, span }: { report: PeriodReport; span: Span }) {
  const { t } = useTranslation();
  const show = useShowRecords(span);
  const { hours, currency } = report;
  const best = hours.reduce((a, b) => (b.total > a.total ? b : a));
  const open = (hour: number) => () => show(formatHour(hour), { kind: 'sales', hour });
  return (
    <ReportCard
      title={t(($) => $.reports.hours.title, { hour: formatHour(best.hour) })}
      subtitle={t(($) => $.reports.hours.subtitle)}
      plot={
        <Bars
          currency={currency}
          name={t(($) => $.reports.amount)}
          bars={hours.map(({ hour, total }) => ({
            key: String(hour),
            name: formatHour(hour).slice(0, 5),
            amount: total,
            open: open(hour),
          }))}
        />
      }
      table={
        <FiguresTable
          label={t(($) => $.reports.hours.subtitle)}
          currency={currency}
          rows={hours}
          keyOf={({ hour }) => String(hour)}
          open={({ hour }) => open(hour)}
          columns={[
            { name: t(($) => $.reports.hours.hour), kind: 'text', value: ({ hour }) => formatHour(hour) },
            { name: t(($) => $.reports.facts.tabs), kind: 'count', value: ({ tabs }) => tabs },
            { name: t(($) => $.reports.facts.guests), kind: 'count', value: ({ guests }) => guests },
            { name: t(($) => $.reports.amount), kind: 'amount', value: ({ total }) => total },
          ]}
        />
      }
    />
  );
}

function MethodsCard({ report, span }: { report: PeriodReport; span: Span }) {
  const { t } = useTranslation();
  const show = useShowRecords(span);
  const { methods, currency } = report;
  type Method = (typeof methods)[number];
  const taken = methods.reduce((sum, { amount }) => sum + amount, 0);
  const best = methods[0];
  const name = ({ key }: Method) => t(($) => $.counter.pay[key]);
  const open = (method: Method) => () =>
    method.count > 0
      ? show(name(method), { kind: 'payments', method: method.key })
      : show(name(method), { kind: 'refunds', method: method.key });
  const refunds = methods.filter((method) => method.refunds > 0);
  return (
    <ReportCard
      title={t(($) => $.reports.methods.title, {
        method: best ? name(best) : '',
        percent: formatShare(best?.amount ?? 0, taken, currentLanguage()),
      })}
      subtitle={t(($) => $.reports.methods.subtitle)}
      plot={
        <Bars
          lying
          currency={currency}
          name={t(($) => $.reports.amount)}
          bars={methods.map((method) => ({
            key: method.key,
            name: name(method),
            amount: method.amount,
            open: open(method),
          }))}
        />
      }
      table={
        <>
          <FiguresTable
            label={t(($) => $.reports.methods.subtitle)}
            currency={currency}
            rows={methods}
            keyOf={({ key }) => key}
            open={open}
            columns={[
              { name: t(($) => $.reports.methods.method), kind: 'text', value: name },
              { name: t(($) => $.reports.count), kind: 'count', value: ({ count }) => count },
              { name: t(($) => $.reports.amount), kind: 'amount', value: ({ amount }) => amount },
              { name: t(($) => $.reports.methods.tips), kind: 'amount', value: ({ tips }) => tips },
            ]}
          />
          {refunds.length > 0 && (
            <FiguresTable
              label={t(($) => $.reports.methods.refundsTitle)}
              currency={currency}
              rows={refunds}
              keyOf={({ key }) => key}
              open={(method) => () =>
                show(
                  t(($) => $.reports.methods.refundsTitle),
                  { kind: 'refunds', method: method.key },
                )
              }
              columns={[
                { name: t(($) => $.reports.methods.refundsTitle), kind: 'text', value: name },
                { name: t(($) => $.reports.count), kind: 'count', value: (method) => method.refunds },
                { name: t(($) => $.reports.methods.refunds), kind: 'amount', value: ({ refunded }) => refunded },
              ]}
            />
          )}
        </>
      }
    />
  );
}

function AreasCard({ report, span }: { report: PeriodReport; span: Span }) {
  const { t } = useTranslation();
  const show = useShowRecords(span);
  const { areas, currency } = report;
  type Area = (typeof areas)[number];
  const name = ({ key, area }: Area) => {
    if (area) return area;
    if (key === 'away') return t(($) => $.reports.away);
    return key === 'gone' ? t(($) => $.reports.gone) : t(($) => $.reports.noArea);
  };
  const open = (area: Area) => () => show(name(area), { kind: 'sales', area: area.key });
  const best = areas[0];
  return (
    <ReportCard
      title={t(($) => $.reports.areas.title, { area: best ? name(best) : '' })}
      subtitle={t(($) => $.reports.areas.subtitle)}
      plot={
        <Bars
          lying
          currency={currency}
          name={t(($) => $.reports.amount)}
          bars={areas.map((area) => ({ key: area.key, name: name(area), amount: area.total, open: open(area) }))}
        />
      }
      table={
        <FiguresTable
          label={t(($) => $.reports.areas.subtitle)}
          currency={currency}
          rows={areas}
          keyOf={({ key }) => key}
          open={open}
          columns={[
            { name: t(($) => $.reports.areas.area), kind: 'text', value: name },
            { name: t(($) => $.reports.facts.tabs), kind: 'count', value: ({ tabs }) => tabs },
            { name: t(($) => $.reports.facts.guests), kind: 'count', value: ({ guests }) => guests },
            { name: t(($) => $.reports.amount), kind: 'amount', value: ({ total }) => total },
          ]}
        />
      }
    />
  );
}

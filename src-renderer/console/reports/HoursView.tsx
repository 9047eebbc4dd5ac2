import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { useMoney } from '../../ui/money.tsx';
import { type Outputs, useTRPC } from '../api.ts';
import { useMe } from '../session.ts';
import { FiguresTable } from './FiguresTable.tsx';
import { formatHour, formatShort, formatWeekday } from './format.ts';
import { Loaded } from './Loaded.tsx';
import { ReportCard } from './ReportCard.tsx';
import { useShowRecords } from './records.ts';
import type { PeriodChoice } from './usePeriod.ts';

type Cell = Outputs['reports']['hours']['heat'][number];

const weekdays = [1, 2, 3, 4, 5, 6, 0];
const averageOf = ({ total, days }: Cell) => Math.round(total / days);

/** Which hours of which days are good. */
export function HoursView({ period: { span } }: { period: PeriodChoice }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const show = useShowRecords(span);
  const language = currentLanguage();
  const hours = useQuery(trpc.reports.hours.queryOptions(span, { placeholderData: keepPreviousData }));
  const name = ({ weekday, hour }: Cell) => `${formatWeekday(weekday, language)} ${formatHour(hour)}`;
  const open = (cell: Cell) => () => show(name(cell), { kind: 'sales', weekday: cell.weekday, hour: cell.hour });
  return (
    <Loaded query={hours} isEmpty={({ heat }) => heat.length === 0}>
      {({ heat, currency }) => {
        const best = heat.reduce((a, b) => (averageOf(b) > averageOf(a) ? b : a));
        const rows = heat.toSorted((a, b) => averageOf(b) - averageOf(a));
        return (
          <ReportCard
            wide
            title={t(($) => $.reports.hours.heatTitle, {
              weekday: formatWeekday(best.weekday, language),
              hour: formatHour(best.hour),
            })}
            subtitle={t(($) => $.reports.hours.heatSubtitle)}
            plot={<HeatMap cells={heat} currency={currency} open={open} />}
            table={
              <FiguresTable
                label={t(($) => $.reports.views.hours)}
                currency={currency}
                rows={rows}
                keyOf={({ weekday, hour }) => `${weekday} ${hour}`}
                open={open}
                columns={[
                  { name: t(($) => $.reports.hours.hour), kind: 'text', value: name },
                  { name: t(($) => $.reports.facts.tabs), kind: 'count', value: ({ tabs }) => tabs },
                  { name: t(($) => $.reports.facts.guests), kind: 'count', value: ({ guests }) => guests },
                  { name: t(($) => $.reports.hours.average), kind: 'amount', value: averageOf },
                  { name: t(($) => $.reports.amount), kind: 'amount', value: ({ total }) => total },
                ]}
              />
            }
          />
        );
      }}
    </Loaded>
  );
}

function HeatMap({
  cells,
  currency,
  open,
}: {
  cells: readonly Cell[];
  currency: string;
  open: (cell: Cell) => () => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const language = currentLanguage();
  const { enterprise } = useMe();
  const afterCutover = (hour: number) => (hour - enterprise.cutoverHour + 24) % 24;
  const known = [...new Set(cells.map(({ hour }) => hour))];
  const first = Math.min(...known.map(afterCutover));
  const last = Math.max(...known.map(afterCutover));
  const hours = Array.from({ length: last - first + 1 }, (_, index) => (first + index + enterprise.cutoverHour) % 24);
  const most = Math.max(...cells.map(averageOf));
  return (
    <div className="heat-scroll">
      <table className="heat">
        <caption className="visually-hidden">{t(($) => $.reports.hours.heatSubtitle)}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t(($) => $.reports.hours.hour)}</span>
            </th>
            {weekdays.map((weekday) => (
              <th key={weekday} scope="col">
                {formatWeekday(weekday, language, 'short')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour}>
              <th scope="row">{String(hour).padStart(2, '0')}</th>
              {weekdays.map((weekday) => {
                const cell = cells.find((one) => one.weekday === weekday && one.hour === hour);
                if (!cell) return <td key={weekday} className="heat-none" />;
                const step = Math.max(0, Math.min(5, Math.ceil((averageOf(cell) / Math.max(most, 1)) * 5)));
                const said = {
                  weekday: formatWeekday(weekday, language),
                  hour: formatHour(hour),
                  amount: format(averageOf(cell), currency),
                  tabs: cell.tabs,
                };
                return (
                  <td key={weekday}>
                    <button
                      type="button"
                      className="heat-cell"
                      data-step={step}
                      aria-label={t(($) => $.reports.hours.cell, said)}
                      title={t(($) => $.reports.hours.cell, said)}
                      onClick={open(cell)}
                    >
                      {formatShort(averageOf(cell), currency, language)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint heat-legend">
        {t(($) => $.reports.hours.quiet)}
        {[1, 2, 3, 4, 5].map((step) => (
          <span key={step} className="heat-cell" data-step={step} aria-hidden />
        ))}
        {t(($) => $.reports.hours.busy)}
      </p>
    </div>
  );
}

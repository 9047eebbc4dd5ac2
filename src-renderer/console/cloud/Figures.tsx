import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Standing } from '#shared/sync/standing.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { useTRPC } from '../api.ts';
import { ReportCard } from '../reports/ReportCard.tsx';
import { Away } from './Away.tsx';
import { bytesInWords, trafficByDay } from './figures.ts';
import { entityName } from './words.ts';
import '../reports/reports.css';

/** What travels, what is kept in the cloud and how often changes meet. */
export function Figures() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const standing = useQuery(trpc.sync.standing.queryOptions());
  return (
    <>
      {standing.isError && <Away error={standing.error} />}
      {!standing.data && !standing.isError && <ListSkeleton rows={3} height={240} />}
      {standing.data && standing.data.traffic.length === 0 && standing.data.storage.length === 0 && (
        <Empty
          icon={IconChartBar}
          title={t(($) => $.cloud.figures.empty)}
          detail={t(($) => $.cloud.figures.emptyDetail)}
        />
      )}
      {standing.data && <Cards standing={standing.data} />}
    </>
  );
}

function Cards({ standing: { traffic, storage, blobs } }: { standing: Standing }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const number = new Intl.NumberFormat(language);
  const bytes = (count: number) => bytesInWords(count, language);
  // Days of the cloud are days of UTC.
  const dayName = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const days = trafficByDay(traffic).map((day) => ({ ...day, name: dayName.format(day.at) }));
  const sent = t(($) => $.cloud.figures.sent);
  const received = t(($) => $.cloud.figures.received);
  const size = t(($) => $.cloud.figures.size);
  const met = t(($) => $.cloud.figures.conflictCount);
  const dayWord = t(($) => $.cloud.figures.day);
  const kinds = [
    ...storage.map(({ entity, ...kept }) => ({ ...kept, name: entityName(entity, t) })),
    ...(blobs.files > 0 ? [{ name: t(($) => $.cloud.figures.files), rows: blobs.files, bytes: blobs.bytes }] : []),
  ].sort((one, other) => other.bytes - one.bytes);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const collisions = sum(days.map(({ conflicts }) => conflicts));
  return (
    <>
      {days.length > 0 && (
        <Figure
          title={t(($) => $.cloud.figures.traffic, {
            bytes: bytes(sum(days.map((day) => day.sent + day.received))),
            count: days.length,
          })}
          subtitle={t(($) => $.cloud.figures.trafficHint)}
          plot={
            <BarChart
              {...plain}
              h={240}
              type="stacked"
              data={days.map((day) => ({ name: day.name, [sent]: day.sent, [received]: day.received }))}
              series={[
                { name: sent, color: 'var(--accent)' },
                { name: received, color: 'var(--progress-line)' },
              ]}
              withLegend
              valueFormatter={bytes}
              yAxisProps={{ width: 72, tickFormatter: bytes }}
            />
          }
          head={[dayWord, sent, received]}
          rows={days.map((day) => [day.name, bytes(day.sent), bytes(day.received)])}
        />
      )}
      {kinds.length > 0 && (
        <Figure
          title={t(($) => $.cloud.figures.storage, { bytes: bytes(sum(kinds.map((kind) => kind.bytes))) })}
          subtitle={t(($) => $.cloud.figures.storageHint)}
          plot={
            <BarChart
              {...plain}
              h={60 + kinds.length * 34}
              orientation="vertical"
              gridAxis="y"
              data={kinds.map((kind) => ({ name: kind.name, [size]: kind.bytes }))}
              series={[{ name: size, color: 'var(--accent)' }]}
              valueFormatter={bytes}
              yAxisProps={{ width: 140 }}
              xAxisProps={{ tickFormatter: bytes }}
            />
          }
          head={[t(($) => $.cloud.figures.kind), t(($) => $.cloud.figures.rows), size]}
          rows={kinds.map((kind) => [kind.name, number.format(kind.rows), bytes(kind.bytes)])}
        />
      )}
      {days.length > 0 && (
        <Figure
          title={t(($) => $.cloud.figures.conflicts, { count: collisions })}
          subtitle={t(($) => $.cloud.figures.conflictsHint)}
          plot={
            collisions > 0 ? (
              <BarChart
                {...plain}
                h={200}
                data={days.map((day) => ({ name: day.name, [met]: day.conflicts }))}
                series={[{ name: met, color: 'var(--new-solid)' }]}
                yAxisProps={{ width: 40, allowDecimals: false }}
              />
            ) : undefined
          }
          head={[dayWord, met]}
          rows={days.map((day) => [day.name, number.format(day.conflicts)])}
        />
      )}
    </>
  );
}

/** For eyes and pointers; the table behind says the same. */
const plain = {
  dataKey: 'name',
  tickLine: 'none',
  barChartProps: { accessibilityLayer: false },
  barProps: { maxBarSize: 40, isAnimationActive: false },
} as const;

interface FigureProps {
  readonly title: string;
  readonly subtitle: string;
  readonly plot: ReactNode | undefined;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Figure({ title, subtitle, plot, head, rows }: FigureProps) {
  return (
    <div className="cloud-figure">
      <ReportCard
        title={title}
        subtitle={subtitle}
        plot={
          plot && (
            <div className="report-plot" aria-hidden>
              {plot}
            </div>
          )
        }
        table={
          <table className="number">
            <thead>
              <tr>
                {head.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...cells]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td key={head[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        }
      />
    </div>
  );
}

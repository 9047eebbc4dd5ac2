import { BarChart } from '@mantine/charts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { useMoney } from '../../ui/money.tsx';
import { formatShort } from './format.ts';

/** One bar: what it stands for, how much (minor units), and what opens when it is clicked. */
export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly amount: number;
  readonly open?: () => void;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  readonly currency: string;
  readonly name: string;
  /** Numbers of things instead of money. */
  readonly counts?: boolean;
  /** Lying bars are for long names. */
  readonly lying?: boolean;
}

const lyingHeight = (count: number) => Math.max(120, 40 + count * 36);

/**
 * A plot of amounts. It is for eyes and pointers; the table behind it says the same to a screen reader and opens the
 * same records by keyboard.
 */
export function Bars({ bars, currency, name, lying, counts }: BarsProps) {
  const format = useMoney();
  const language = currentLanguage();
  const data = bars.map((bar) => ({ ...bar, [name]: bar.amount }));
  const openBar = (index: number) => bars[index]?.open?.();
  const short = (amount: number) => (counts ? String(amount) : formatShort(amount, currency, language));
  return (
    <div className="report-plot" aria-hidden>
      <BarChart
        h={lying ? lyingHeight(bars.length) : 240}
        data={data}
        dataKey="name"
        orientation={lying ? 'vertical' : 'horizontal'}
        series={[{ name, color: 'var(--accent)' }]}
        valueFormatter={(value) => (counts ? String(value) : format(value, currency))}
        barChartProps={{ accessibilityLayer: false }}
        barProps={{
          radius: lying ? [0, 4, 4, 0] : [4, 4, 0, 0],
          maxBarSize: 48,
          minPointSize: 2,
          isAnimationActive: false,
          cursor: 'pointer',
          onClick: (_: unknown, index: number) => openBar(index),
        }}
        tickLine="none"
        gridAxis={lying ? 'y' : 'x'}
        {...(lying
          ? { yAxisProps: { width: 112 }, xAxisProps: { tickFormatter: short } }
          : {
              yAxisProps: { width: 52, tickFormatter: short },
              xAxisProps: { interval: 'preserveStartEnd', minTickGap: 8 },
            })}
      />
    </div>
  );
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { percentText } from '#shared/reports/document.ts';
import { useMoney } from '../../ui/money.tsx';
import { useTRPC } from '../api.ts';
import { FiguresTable } from './FiguresTable.tsx';
import { Loaded } from './Loaded.tsx';
import { ReportCard } from './ReportCard.tsx';
import { useShowRecords } from './records.ts';
import type { PeriodChoice } from './usePeriod.ts';

/** Net, tax and gross by rate. */
export function TaxView({ period: { span } }: { period: PeriodChoice }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const format = useMoney();
  const show = useShowRecords(span);
  const taxes = useQuery(trpc.reports.taxes.queryOptions(span, { placeholderData: keepPreviousData }));
  return (
    <Loaded query={taxes} isEmpty={({ rates }) => rates.length === 0}>
      {({ rates, currency }) => {
        const sum = (name: 'net' | 'tax') => rates.reduce((total, rate) => total + rate[name], 0);
        const whole = { taxPpm: null, mode: null, net: sum('net'), tax: sum('tax') };
        return (
          <ReportCard
            wide
            title={t(($) => $.reports.taxes.title, { amount: format(sum('tax'), currency) })}
            subtitle={t(($) => $.reports.taxes.subtitle)}
            table={
              <FiguresTable
                label={t(($) => $.reports.views.tax)}
                currency={currency}
                rows={[...rates, whole]}
                keyOf={({ taxPpm, mode }) => `${taxPpm} ${mode}`}
                isTotal={({ taxPpm }) => taxPpm === null}
                open={({ taxPpm }) =>
                  taxPpm === null
                    ? () =>
                        show(
                          t(($) => $.reports.list.sales),
                          { kind: 'sales' },
                        )
                    : undefined
                }
                columns={[
                  {
                    name: t(($) => $.reports.taxes.rate),
                    kind: 'text',
                    value: ({ taxPpm }) => (taxPpm === null ? t(($) => $.reports.total) : `${percentText(taxPpm)} %`),
                  },
                  {
                    name: t(($) => $.reports.taxes.mode),
                    kind: 'text',
                    value: ({ mode }) => mode && t(($) => $.reports.taxes[mode]),
                  },
                  { name: t(($) => $.reports.taxes.net), kind: 'amount', value: ({ net }) => net },
                  { name: t(($) => $.reports.taxes.tax), kind: 'amount', value: ({ tax }) => tax },
                  { name: t(($) => $.reports.taxes.gross), kind: 'amount', value: ({ net, tax }) => net + tax },
                ]}
              />
            }
          />
        );
      }}
    </Loaded>
  );
}

import { useTranslation } from 'react-i18next';
import { useMoney } from '../../ui/money.tsx';
import type { ShiftReport } from './useShifts.ts';
import '../../ui/figures.css';

type Row = readonly [name: string, amount: number, count?: number];

/** An X or Z report in figures: the drawer, then all ways of paying. */
export function ShiftReportTable({ report, currency }: { report: ShiftReport; currency: string }) {
  const { t } = useTranslation();
  const cash = report.methods.find(({ method }) => method === 'cash');
  const drawer: Row[] = [
    [t(($) => $.shifts.float), report.float],
    [t(($) => $.shifts.cashTaken), (cash?.amount ?? 0) + (cash?.tips ?? 0), cash?.payments ?? 0],
    [t(($) => $.shifts.cashBack), 0 - (cash?.refunded ?? 0), cash?.refunds ?? 0],
    [t(($) => $.shifts.paidIn), report.paidIn],
    [t(($) => $.shifts.paidOut), 0 - report.paidOut],
  ];
  const methods = report.methods.flatMap(({ method, payments, amount, tips, refunds, refunded }) => {
    const name = t(($) => $.counter.pay[method]);
    const rows: Row[] = [[name, amount, payments]];
    if (tips > 0) rows.push([t(($) => $.shifts.tipsOf, { method: name }), tips]);
    if (refunds > 0) rows.push([t(($) => $.shifts.refundsOf, { method: name }), 0 - refunded, refunds]);
    return rows;
  });
  const counted: Row[] = report.countedCash === null ? [] : [[t(($) => $.shifts.counted), report.countedCash]];
  return (
    <div className="shift-report">
      <Figures
        title={t(($) => $.shifts.title)}
        rows={drawer}
        totals={[[t(($) => $.shifts.expected), report.expectedCash], ...counted]}
        currency={currency}
      />
      <Figures
        title={t(($) => $.shifts.payments)}
        rows={methods}
        totals={[[t(($) => $.shifts.net), report.net]]}
        currency={currency}
      />
    </div>
  );
}

function Figures({ title, rows, totals, currency }: { title: string; rows: Row[]; totals: Row[]; currency: string }) {
  const { t } = useTranslation();
  const format = useMoney();
  const row = ([name, amount, count]: Row, total: boolean) => (
    <tr key={name} data-total={total || undefined}>
      <th scope="row">{name}</th>
      <td className="number">{count ?? ''}</td>
      <td className="number">{format(amount, currency)}</td>
    </tr>
  );
  return (
    <table className="figures">
      <caption>{title}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t(($) => $.shifts.what)}</th>
          <th scope="col">{t(($) => $.shifts.number)}</th>
          <th scope="col">{t(($) => $.shifts.amount)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => row(one, false))}
        {totals.map((one) => row(one, true))}
      </tbody>
    </table>
  );
}

/** What the count differed by, in words, colour and sign. */
export function Difference({ amount, currency }: { amount: number; currency: string }) {
  const { t } = useTranslation();
  const format = useMoney();
  const said = format(Math.abs(amount), currency);
  const text =
    amount === 0
      ? t(($) => $.shifts.exact)
      : amount > 0
        ? t(($) => $.shifts.over, { amount: said })
        : t(($) => $.shifts.short, { amount: said });
  return (
    <span className="difference" data-state={amount === 0 ? 'ready' : amount > 0 ? 'new' : 'trouble'}>
      {text}
    </span>
  );
}

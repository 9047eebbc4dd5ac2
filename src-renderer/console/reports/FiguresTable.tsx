import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMoney } from '../../ui/money.tsx';
import '../../ui/figures.css';

/** A column of figures: amounts are minor units. */
export interface FigureColumn<Row> {
  readonly name: string;
  readonly kind: 'text' | 'count' | 'amount';
  readonly value: (row: Row) => string | number | null;
}

interface FiguresTableProps<Row> {
  readonly label: string;
  readonly columns: readonly FigureColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly currency: string;
  /** Opens the records behind a row; rows for which it gives nothing have none. */
  readonly open?: (row: Row) => (() => void) | undefined;
  readonly isTotal?: (row: Row) => boolean;
}

/** Figures in rows; the name of a row opens the records behind it. */
export function FiguresTable<Row>({ label, columns, rows, keyOf, currency, open, isTotal }: FiguresTableProps<Row>) {
  const { t } = useTranslation();
  const format = useMoney();
  const show = (column: FigureColumn<Row>, row: Row): ReactNode => {
    const value = column.value(row);
    if (value === null) return '';
    return column.kind === 'amount' ? format(Number(value), currency) : value;
  };
  if (rows.length === 0) return <p className="hint report-none">{t(($) => $.reports.none)}</p>;
  return (
    <div className="figures-scroll">
      <table className="figures report-figures" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name, kind }) => (
              <th key={name} scope="col" data-kind={kind}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const act = open?.(row);
            return (
              <tr key={keyOf(row)} data-total={isTotal?.(row) || undefined}>
                {columns.map((column, index) =>
                  index === 0 ? (
                    <th key={column.name} scope="row">
                      {act ? (
                        <button type="button" className="figure-link" onClick={act}>
                          {show(column, row)}
                        </button>
                      ) : (
                        show(column, row)
                      )}
                    </th>
                  ) : (
                    <td key={column.name} className="number" data-kind={column.kind}>
                      {show(column, row)}
                    </td>
                  ),
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

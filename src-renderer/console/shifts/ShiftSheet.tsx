import { Button } from '@mantine/core';
import { IconFileTypePdf, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { useMoney } from '../../ui/money.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { PrintDocument } from '../computer/PrintDocument.tsx';
import { desktop } from '../desktop.ts';
import { useMay } from '../session.ts';
import { Difference, ShiftReportTable } from './ShiftReportTable.tsx';
import type { Shift, ShiftReport } from './useShifts.ts';

/** A closed shift: its Z report, to read, to print, to keep. */
export interface ClosedShift {
  readonly id: string;
  readonly number: number | null;
  readonly currency: string;
  readonly report: ShiftReport;
  /** Absent for who just closed it and may not read shifts. */
  readonly shift?: Shift;
}

export function ShiftSheet({ closed, onClose }: { closed: ClosedShift; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useMoney();
  const language = currentLanguage();
  const { id, number, currency, report, shift } = closed;
  const title = t(($) => $.shifts.z, { number: number ?? '' });
  return (
    <Sheet
      title={title}
      opened
      onClose={onClose}
      extra={
        <>
          {desktop && may('shift', 'export') ? (
            <PrintDocument
              bridge={desktop}
              document={{ kind: 'shift', id, language }}
              label={t(($) => $.shifts.print)}
              variant="default"
              className="no-print"
            />
          ) : (
            <Button
              variant="default"
              size="md"
              leftSection={<IconPrinter size={18} />}
              className="no-print"
              onClick={() => window.print()}
            >
              {t(($) => $.shifts.print)}
            </Button>
          )}
          {may('shift', 'export') && (
            <Button
              component="a"
              href={`/reports/shifts/${id}.pdf?language=${language}`}
              download
              variant="default"
              size="md"
              leftSection={<IconFileTypePdf size={18} />}
            >
              {t(($) => $.shifts.pdf)}
            </Button>
          )}
          <Button size="md" ml="auto" onClick={onClose}>
            {t(($) => $.shifts.done)}
          </Button>
        </>
      }
    >
      <div className="printable">
        <h2 className="print-only">{title}</h2>
        {report.difference !== null && (
          <p className="difference-line">
            <span className="hint">{t(($) => $.shifts.difference)}</span>
            <Difference amount={report.difference} currency={currency} />
          </p>
        )}
        {shift && <Times shift={shift} />}
        <ShiftReportTable report={report} currency={currency} />
        {shift && shift.moves.length > 0 && (
          <ul className="moves">
            {shift.moves.map((move) => (
              <li key={move.id}>
                <span>
                  {move.reason}
                  <span className="hint">
                    {' '}
                    {formatDateTime(move.at, language)} · {move.by || t(($) => $.shifts.somebody)}
                  </span>
                </span>
                <span className="number">{format(move.direction === 'in' ? move.amount : -move.amount, currency)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  );
}

function Times({ shift }: { shift: Shift }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const nobody = t(($) => $.shifts.somebody);
  const opened = { time: formatDateTime(shift.openedAt, language), name: shift.openedByName || nobody };
  const closed = { time: formatDateTime(shift.closedAt ?? 0, language), name: shift.closedByName || nobody };
  return (
    <p className="hint">
      {t(($) => $.shifts.day)}: {shift.businessDay}
      <br />
      {t(($) => $.shifts.openedBy, opened)}
      <br />
      {shift.closedAt !== null && t(($) => $.shifts.closedBy, closed)}
    </p>
  );
}

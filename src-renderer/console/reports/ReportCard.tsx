import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ReportCardProps {
  /** The finding. */
  readonly title: string;
  /** The question it answers. */
  readonly subtitle?: string;
  readonly plot?: ReactNode;
  /** The figures behind the plot; shown at once where there is no plot. */
  readonly table: ReactNode;
  readonly wide?: boolean;
}

/** One question: the finding, a plot, and the table behind it. */
export function ReportCard({ title, subtitle, plot, table, wide }: ReportCardProps) {
  const { t } = useTranslation();
  return (
    <section className="report-card panel" data-wide={wide || undefined}>
      <h2 className="report-title">{title}</h2>
      {subtitle && <p className="hint report-subtitle">{subtitle}</p>}
      {plot}
      {plot ? (
        <details className="report-table">
          <summary>{t(($) => $.reports.asTable)}</summary>
          {table}
        </details>
      ) : (
        table
      )}
    </section>
  );
}

import { createContext, use } from 'react';
import type { RecordFilter } from '#shared/reports/inputs.ts';
import type { Span } from '#shared/reports/period.ts';

/** What stands behind a figure: a title and the filter of its records. */
export interface Behind {
  readonly title: string;
  readonly span: Span;
  readonly of: RecordFilter;
}

/** Opens the records behind a figure. */
export const RecordsContext = createContext<(behind: Behind) => void>(() => {});

/** Opens records of a period: `show(title, filter)`. */
export function useShowRecords(span: Span): (title: string, of: RecordFilter) => void {
  const show = use(RecordsContext);
  return (title, of) => show({ title, span, of });
}

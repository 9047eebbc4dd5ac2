import { IconReceiptOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { describeError } from '../notices.tsx';

interface LoadedProps<T> {
  readonly query: UseQueryResult<T, unknown>;
  readonly isEmpty: (data: T) => boolean;
  readonly children: (data: T) => ReactNode;
}

/** A report once it is there; before, that it is coming, that it failed, or that there is nothing to tell. */
export function Loaded<T>({ query, isEmpty, children }: LoadedProps<T>) {
  const { t } = useTranslation();
  if (query.data === undefined) {
    if (query.isError) return <LoadFailed reason={describeError(query.error)} onRetry={() => void query.refetch()} />;
    return <ListSkeleton rows={3} height={200} />;
  }
  if (isEmpty(query.data)) {
    return <Empty icon={IconReceiptOff} title={t(($) => $.reports.empty)} detail={t(($) => $.reports.emptyDetail)} />;
  }
  return <div className="report-grid">{children(query.data)}</div>;
}

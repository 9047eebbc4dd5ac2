import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ListSkeleton } from './ListSkeleton.tsx';
import { LoadFailed } from './LoadFailed.tsx';
import { describeError } from './restClient.ts';

interface PageBodyProps<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isError' | 'refetch'>;
  readonly children: (data: T) => ReactNode;
}

/** A page's body: what is on its way, what could not be loaded, or what there is. */
export function PageBody<T>({ query, children }: PageBodyProps<T>) {
  const { t } = useTranslation();
  // A page without a button in it must still scroll by keyboard.
  const reading = { tabIndex: 0, role: 'region', 'aria-label': t(($) => $.office.content) } as const;
  if (query.isError && query.data === undefined)
    return <LoadFailed reason={describeError(query.error)} onRetry={() => void query.refetch()} />;
  return (
    <div className="page-body" {...reading}>
      {query.data === undefined ? <ListSkeleton /> : children(query.data)}
    </div>
  );
}

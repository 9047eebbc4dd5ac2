import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';

interface NextPageProps {
  readonly query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  readonly fullWidth?: boolean;
  readonly children: string;
}

/** The way on in a long list; nothing where its end is reached. */
export function NextPage({ query, fullWidth = false, children }: NextPageProps) {
  if (!query.hasNextPage) return null;
  return (
    <Button
      variant="default"
      size="md"
      mt="sm"
      fullWidth={fullWidth}
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {children}
    </Button>
  );
}

import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { BatchView } from '#shared/bench/ops.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { call, describeError } from '../api.ts';
import { liveMs } from '../queries.ts';
import { OperationChip } from '../states.tsx';

/** An order's terminals, each with where it is. */
export function BatchSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const one = useQuery({
    queryKey: ['batch', id],
    queryFn: ({ signal }) => call<BatchView>('GET', `/views/batches/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: liveMs,
  });
  return (
    <Sheet title={id} opened onClose={onClose} size={640}>
      {one.data ? (
        <Stack gap="md">
          <Text size="md">
            {t(($) => $.mtms.batches.kinds[one.data.kind])} · {one.data.customerName}{' '}
            <span className="hint">{one.data.customerCode}</span>
          </Text>
          <ul className="batch-terminals">
            {one.data.terminals.map(({ serial, state }) => (
              <li key={serial}>
                <Link href={`/terminals/${encodeURIComponent(serial)}`} className="card-link code">
                  {serial}
                </Link>
                <OperationChip state={state} />
              </li>
            ))}
          </ul>
        </Stack>
      ) : one.isError ? (
        <LoadFailed reason={describeError(one.error)} onRetry={() => void one.refetch()} />
      ) : (
        <ListSkeleton rows={4} />
      )}
    </Sheet>
  );
}

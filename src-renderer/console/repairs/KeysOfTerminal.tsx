import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../api.ts';
import { OperationRow } from '../bench/queue/OperationRow.tsx';
import '../bench/queue/keys.css';

/** What this bench did with a terminal's keys; nothing where it did nothing. */
export function KeysOfTerminal({ serial }: { serial: string }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const operations = useQuery(trpc.bench.operations.queryOptions({ serial }));
  if (!operations.data || operations.data.length === 0) return null;
  return (
    <section aria-labelledby="repair-keys">
      <Text component="h3" id="repair-keys" fw={600} size="md" mb="xs">
        {t(($) => $.repairs.keys)}
      </Text>
      <ul className="bench-operations">
        {operations.data.map((operation) => (
          <OperationRow key={operation.opId} operation={operation} />
        ))}
      </ul>
    </section>
  );
}

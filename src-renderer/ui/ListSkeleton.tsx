import { Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Rows that are on their way. */
export function ListSkeleton({ rows = 8, height = 64 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="status" aria-label={t(($) => $.common.loading)}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} height={height} radius={8} />
      ))}
    </Stack>
  );
}

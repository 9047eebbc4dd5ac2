import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RecordVerdict } from '#shared/bench/collection.ts';

const faults = ['missing', 'changed', 'signature', 'truncated', 'rewritten'] as const;

/** What going through the record gave, in words. */
export function Verdict({ verdict }: { verdict: RecordVerdict }) {
  const { t } = useTranslation();
  const { fault, entries, provenUpTo } = verdict;
  if (fault) {
    const known = faults.find((each) => each === fault.fault) ?? 'changed';
    return (
      <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} role="alert">
        <Text size="lg" fw={650}>
          {t(($) => $.keyRecord.record.faults[known], { seq: fault.seq })}
        </Text>
        <Text size="md">{t(($) => $.keyRecord.record.faultWhat)}</Text>
      </Alert>
    );
  }
  return (
    <Alert color="ready" variant="light" icon={<IconShieldCheck />} role="status">
      <Text size="lg" fw={650}>
        {t(($) => $.keyRecord.record.whole, { count: entries })}
      </Text>
      <Text size="md">
        {provenUpTo > 0
          ? t(($) => $.keyRecord.record.proven, { seq: provenUpTo })
          : t(($) => $.keyRecord.record.notProven)}
      </Text>
    </Alert>
  );
}

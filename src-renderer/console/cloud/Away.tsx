import { Alert, Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { describeError } from '../notices.tsx';

/** Says that the cloud cannot be asked now, and why; whatever was known before stays below it. */
export function Away({ error, reason }: { error: unknown; reason?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Alert color="new" variant="light" icon={<IconCloudOff />} title={t(($) => $.cloud.away.title)} role="status">
      <Text size="md">{reason ?? describeError(error)}</Text>
      <Text className="hint">{t(($) => $.cloud.away.again)}</Text>
    </Alert>
  );
}

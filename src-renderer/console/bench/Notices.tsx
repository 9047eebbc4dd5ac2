import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BenchView } from '#shared/bench/views.ts';
import { driverPages } from './words.ts';

/** What stands in the way of the whole bench, not of one port. */
export function Notices({ view, live }: { view: BenchView; live: boolean }) {
  const { t } = useTranslation();
  const { how, withoutDriver, refusedProfiles } = view;
  return (
    <>
      {!live && (
        <Alert color="trouble" variant="light" icon={<IconPlugConnectedX />} role="status">
          <Text size="md">{t(($) => $.bench.notices.lost)}</Text>
        </Alert>
      )}
      {withoutDriver.map((chip) => (
        <Alert key={chip} color="new" variant="light" icon={<IconAlertTriangle />} role="status">
          <Text size="md" fw={600}>
            {t(($) => $.bench.notices.driver, { chip })}
          </Text>
          <Text size="md">{t(($) => $.bench.notices.driverWhere, { address: driverPages[chip] ?? '' })}</Text>
          <Text size="md">{t(($) => $.bench.notices.driverLinux)}</Text>
        </Alert>
      ))}
      {how !== 'system' && (
        <Alert color="new" variant="light" icon={<IconInfoCircle />} role="status">
          <Text size="md">{t(($) => $.bench.notices[how])}</Text>
        </Alert>
      )}
      {refusedProfiles.map(({ file, reason }) => (
        <Alert key={file} color="new" variant="light" icon={<IconAlertTriangle />} role="status">
          <Text size="md">{t(($) => $.bench.notices.profile, { file, reason })}</Text>
        </Alert>
      ))}
    </>
  );
}

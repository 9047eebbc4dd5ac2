import { Box } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { useRefreshDevices } from './useDevices.ts';

/** The way on when the keys of the encrypted connection are lost: new ones, which every device must trust. */
export function NewKeys() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshDevices();
  const make = useMutation(
    trpc.lan.makeKeys.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.devices.access.newKeys.done)),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  return (
    <Box mt="md">
      <TwoStepButton
        label={t(($) => $.devices.access.newKeys.action)}
        icon={<IconKey size={18} />}
        explanation={t(($) => $.devices.access.newKeys.explain)}
        confirm={t(($) => $.devices.access.newKeys.confirm)}
        pending={make.isPending}
        onConfirm={() => make.mutate()}
      />
    </Box>
  );
}

import { Button, Group, Popover, Text } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { noticeDone } from '../../ui/notices.tsx';
import { call, noticeError } from '../api.ts';

/** Takes a computer's access. It cannot be undone, so a second step says what happens. */
export function RevokeButton({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const revoke = useMutation({
    mutationFn: () => call('DELETE', `/devices/${id}`),
    onSuccess: async () => {
      setAsked(false);
      noticeDone(t(($) => $.operator.devices.wasRevoked, { name }));
      await Promise.all(
        [['devices'], ['enterprise'], ['enterprises']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
      );
    },
    onError: noticeError,
  });
  return (
    <Popover width={320} position="bottom-end" shadow="md" trapFocus opened={asked} onChange={setAsked} withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconBan size={16} />}
          aria-label={t(($) => $.operator.devices.revokeNamed, { name })}
          onClick={() => setAsked(!asked)}
        >
          {t(($) => $.operator.devices.revoke)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="office" aria-label={t(($) => $.operator.devices.revokeNamed, { name })}>
        <Text size="md" mb="sm">
          {t(($) => $.operator.devices.revokeHint, { name })}
        </Text>
        <Group gap="xs">
          <Button color="trouble" size="md" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t(($) => $.operator.devices.revokeConfirm)}
          </Button>
          <Button variant="default" size="md" data-autofocus onClick={() => setAsked(false)}>
            {t(($) => $.common.cancel)}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}

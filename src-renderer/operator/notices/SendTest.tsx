import { Alert, Button, Group, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeChannel } from '#shared/notices/kinds.ts';
import type { NoticeTestAnswer } from '#shared/notices/settings.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { call, describeError } from '../api.ts';

interface SendTestProps {
  readonly channel: NoticeChannel;
  /** What is on the screen differs from what is kept. */
  readonly unsaved: boolean;
}

/** Sends a test by what is kept, and shows the other side's own answer. */
export function SendTest({ channel, unsaved }: SendTestProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [to, setTo] = useState('');
  const test = useMutation({
    mutationFn: () =>
      call<NoticeTestAnswer>('POST', '/notices/tests', {
        body: { channel, to: to.trim(), language: currentLanguage() },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['notices'] }),
  });
  return (
    <section className="sheet-record" aria-label={t(($) => $.notices.test.title)}>
      <Group gap="xs" align="end">
        <TextInput
          size="md"
          className="test-to"
          label={t(($) => $.notices.test.to[channel])}
          type={channel === 'email' ? 'email' : 'tel'}
          value={to}
          disabled={unsaved}
          description={unsaved ? t(($) => $.notices.test.saveFirst) : undefined}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button
          variant="default"
          size="md"
          leftSection={<IconSend size={18} />}
          disabled={unsaved || to.trim() === ''}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t(($) => $.notices.test.send)}
        </Button>
      </Group>
      <div aria-live="polite">
        {test.data && <Outcome answer={test.data} />}
        {test.isError && (
          <Alert color="trouble" variant="light" icon={<IconAlertTriangle />} mt="sm" role="alert">
            {describeError(test.error)}
          </Alert>
        )}
      </div>
    </section>
  );
}

function Outcome({ answer: { code, answer, ms } }: { answer: NoticeTestAnswer }) {
  const { t } = useTranslation();
  const isSent = code === 'sent';
  return (
    <Alert
      color={isSent ? 'ready' : 'trouble'}
      variant="light"
      icon={isSent ? <IconCheck /> : <IconAlertTriangle />}
      title={isSent ? t(($) => $.notices.test.worked, { ms }) : t(($) => $.notices.codes[code])}
      mt="sm"
    >
      {answer !== '' && <span className="notice-said">{t(($) => $.notices.said, { answer })}</span>}
    </Alert>
  );
}

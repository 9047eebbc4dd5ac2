import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClock, IconMail, IconMessage, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ListedNotice } from '#shared/notices/settings.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { noticeDone } from '../../ui/notices.tsx';
import { Rows } from '../../ui/Rows.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatClock, formatDateTime } from '../../ui/time.ts';
import { Ago } from '../age.tsx';
import { call, noticeError } from '../api.ts';

/** Notices with what became of each, in words. */
export function NoticeRows({ notices }: { notices: readonly ListedNotice[] }) {
  const { t } = useTranslation();
  return (
    <Rows
      className="notice-rows"
      heads={[
        t(($) => $.notices.what),
        t(($) => $.notices.to),
        t(($) => $.notices.how),
        t(($) => $.notices.when),
        { hidden: t(($) => $.notices.retry) },
      ]}
    >
      {notices.map((notice) => (
        <Row key={notice.id} notice={notice} />
      ))}
    </Rows>
  );
}

function Row({ notice }: { notice: ListedNotice }) {
  const { t } = useTranslation();
  const Icon = notice.channel === 'email' ? IconMail : IconMessage;
  const to = notice.recipient === '' ? t(($) => $.notices.toOperators) : notice.recipient;
  return (
    <tr>
      <td>
        <span className="row-name">{t(($) => $.notices.kinds[notice.kind])}</span>
        <Link
          href={`/${notice.kind.startsWith('registration_') ? 'registrations' : 'enterprises'}/${notice.enterpriseId}`}
          className="notice-enterprise"
        >
          {notice.enterpriseName || notice.enterpriseId}
        </Link>
      </td>
      <td className="notice-to">
        <Icon size={18} stroke={1.6} role="img" aria-label={t(($) => $.notices.channels[notice.channel])} /> {to}
      </td>
      <td className="notice-how">
        <Standing notice={notice} />
        {notice.answer !== '' && notice.state !== 'sent' && (
          <span className="hint notice-said">{t(($) => $.notices.said, { answer: notice.answer })}</span>
        )}
      </td>
      <td className="number">
        <Ago at={notice.sentAt ?? notice.createdAt} />
      </td>
      <td className="row-action">{notice.state !== 'sent' && <Retry notice={notice} to={to} />}</td>
    </tr>
  );
}

/** What became of it: icon and word. */
function Standing({ notice }: { notice: ListedNotice }) {
  const { t } = useTranslation();
  const { state, code, attempts, dueAt } = notice;
  if (state === 'sent')
    return (
      <StateChip state="ready" icon={IconCheck}>
        {t(($) => $.notices.codes.sent)}
      </StateChip>
    );
  const words = code === null ? t(($) => $.notices.soon) : t(($) => $.notices.codes[code]);
  const isToday = new Date(dueAt).toDateString() === new Date().toDateString();
  const time = isToday ? formatClock(dueAt, currentLanguage()) : formatDateTime(dueAt, currentLanguage());
  return (
    <>
      {state === 'failed' ? (
        <StateChip state="trouble" icon={IconAlertTriangle}>
          {words}
        </StateChip>
      ) : (
        <StateChip state={code === null ? 'progress' : 'new'} icon={IconClock}>
          {words}
        </StateChip>
      )}
      <span className="hint notice-next">
        {[
          attempts > 0 && t(($) => $.notices.attempts, { count: attempts }),
          state === 'waiting' && code !== null && t(($) => $.notices.nextAt, { time }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}

function Retry({ notice, to }: { notice: ListedNotice; to: string }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const retry = useMutation({
    mutationFn: () => call('POST', `/notices/${notice.id}/retry`),
    onSuccess: () => noticeDone(t(($) => $.notices.retried)),
    onError: noticeError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['notices'] }),
  });
  return (
    <Button
      variant="default"
      size="md"
      loading={retry.isPending}
      leftSection={<IconSend size={18} />}
      aria-label={t(($) => $.notices.retryNamed, { what: t(($) => $.notices.kinds[notice.kind]), to })}
      onClick={() => retry.mutate()}
    >
      {t(($) => $.notices.retry)}
    </Button>
  );
}

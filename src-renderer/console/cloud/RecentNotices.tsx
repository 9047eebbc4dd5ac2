import { Text } from '@mantine/core';
import { IconAlertTriangle, IconBell, IconCheck, IconClock, IconMail, IconMessage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/Age.tsx';
import { Empty } from '../../ui/Empty.tsx';
import type { en } from '../../ui/i18n/en.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDateTime } from '../../ui/time.ts';
import type { Outputs } from '../api.ts';

type Notice = Outputs['sync']['notices']['recent']['notices'][number];
type Kind = keyof typeof en.cloudNotices.recent.kinds;
type Because = keyof typeof en.cloudNotices.recent.because;

const kinds: readonly Kind[] = [
  ...(['registration_received', 'registration_approved', 'registration_rejected', 'registration_asked_again'] as const),
  ...(['device_enrolled', 'device_revoked', 'landing_silent', 'backup_unverified', 'test'] as const),
];
/** What ails the cloud's own servers is its operator's to know; a merchant is told that it is so. */
const reasons: Readonly<Record<string, Because>> = {
  ...{ unreachable: 'provider', certificate: 'provider', credentials: 'provider', sender_refused: 'provider' },
  ...{ provider_refused: 'provider', secret_lost: 'provider', not_configured: 'not_configured' },
  ...{ recipient_refused: 'recipient_refused', refused: 'refused', later: 'later' },
  ...{ rate_limited: 'rate_limited', expired: 'expired' },
};

/** What became of the last notices, the newest first. */
export function RecentNotices({ notices }: { notices: readonly Notice[] }) {
  const { t } = useTranslation();
  return (
    <section className="panel panel-section" aria-labelledby="cloud-recent">
      <h2 className="section-title" id="cloud-recent">
        {t(($) => $.cloudNotices.recent.title)}
      </h2>
      <Text className="hint" mb="sm">
        {t(($) => $.cloudNotices.recent.hint)}
      </Text>
      {notices.length === 0 ? (
        <Empty
          icon={IconBell}
          title={t(($) => $.cloudNotices.recent.none)}
          detail={t(($) => $.cloudNotices.recent.noneHint)}
        />
      ) : (
        <ul className="cloud-list">
          {notices.map((notice) => (
            <Row key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const { channel, recipient, state, code, answer, createdAt, sentAt, dueAt } = notice;
  const Icon = channel === 'email' ? IconMail : IconMessage;
  const kind = kinds.find((known) => known === notice.kind);
  const because = state === 'sent' || code === null ? undefined : (reasons[code] ?? 'other');
  return (
    <li className="cloud-entry">
      <div className="cloud-row">
        <Icon size={26} stroke={1.5} aria-hidden />
        <div className="cloud-names">
          <span className="cloud-name">
            {kind ? t(($) => $.cloudNotices.recent.kinds[kind]) : t(($) => $.cloudNotices.recent.other)}
          </span>
          <Text className="hint" component="div">
            {t(($) => $.cloudNotices.recent.by[channel])} · {recipient} · <Age at={sentAt ?? createdAt} dated />
          </Text>
        </div>
        <StateChip
          state={state === 'sent' ? 'ready' : state === 'failed' ? 'trouble' : because ? 'new' : 'progress'}
          icon={state === 'sent' ? IconCheck : state === 'failed' ? IconAlertTriangle : IconClock}
        >
          {t(($) => $.cloudNotices.recent.states[state])}
        </StateChip>
      </div>
      {because && (
        <Text size="md">
          {t(($) => $.cloudNotices.recent.because[because])}{' '}
          {state === 'waiting' &&
            t(($) => $.cloudNotices.recent.next, { time: formatDateTime(dueAt, currentLanguage()) })}
        </Text>
      )}
      {because && answer !== '' && (
        <Text className="hint cloud-said">{t(($) => $.cloudNotices.recent.said, { answer })}</Text>
      )}
    </li>
  );
}

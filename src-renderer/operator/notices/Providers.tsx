import { Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleOff } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeChannel } from '#shared/notices/kinds.ts';
import type { ListedNotice, NoticeSettings } from '#shared/notices/settings.ts';
import { StateChip } from '../../ui/StateChip.tsx';

const EmailSheet = lazy(() => import('./EmailSheet.tsx'));
const SmsSheet = lazy(() => import('./SmsSheet.tsx'));
const RulesSheet = lazy(() => import('./RulesSheet.tsx'));

/** Codes that say that nothing goes out by a channel at all. */
const troubles: readonly (string | null)[] = [
  'unreachable',
  'certificate',
  'credentials',
  'sender_refused',
  'provider_refused',
  'secret_lost',
];

type Part = 'email' | 'sms' | 'rules';

/** The ways notices go, and who hears what: how each stands, and the sheet that changes it. */
export function Providers({ settings, waiting }: { settings: NoticeSettings; waiting: readonly ListedNotice[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Part>();
  const close = () => setOpen(undefined);
  const { email, sms, rules } = settings;
  const { operators, silentHours } = rules.settings;
  const button = (part: Part, isSet: boolean) => (
    <Button
      variant={isSet ? 'default' : 'filled'}
      size="md"
      aria-label={`${isSet ? t(($) => $.notices.set.change) : t(($) => $.notices.set.up)}: ${t(($) => $.notices[part].title)}`}
      onClick={() => setOpen(part)}
    >
      {isSet ? t(($) => $.notices.set.change) : t(($) => $.notices.set.up)}
    </Button>
  );
  const of = (part: NoticeChannel) => waiting.find((one) => one.channel === part && troubles.includes(one.code));
  return (
    <div className="providers">
      <Card
        title={t(($) => $.notices.email.title)}
        chip={<Standing provider={email} trouble={of('email')} />}
        action={button('email', email.settings !== null)}
      >
        {email.settings ? `${email.settings.host}:${email.settings.port}` : t(($) => $.notices.email.none)}
      </Card>
      <Card
        title={t(($) => $.notices.sms.title)}
        chip={<Standing provider={sms} trouble={of('sms')} />}
        action={button('sms', sms.settings !== null)}
      >
        {sms.settings ? (URL.parse(sms.settings.url)?.host ?? sms.settings.url) : t(($) => $.notices.sms.none)}
      </Card>
      <Card title={t(($) => $.notices.rules.title)} action={button('rules', true)}>
        {operators.length === 0
          ? t(($) => $.notices.rules.operatorsNone)
          : t(($) => $.notices.rules.operatorsCount, { count: operators.length })}
        <br />
        {silentHours === 0
          ? t(($) => $.notices.rules.silentNever)
          : t(($) => $.notices.rules.silentAfter, { hours: silentHours })}
      </Card>
      <Suspense>
        {open === 'email' && <EmailSheet settings={settings} onClose={close} />}
        {open === 'sms' && <SmsSheet settings={settings} onClose={close} />}
        {open === 'rules' && <RulesSheet settings={settings} onClose={close} />}
      </Suspense>
    </div>
  );
}

interface CardProps {
  readonly title: string;
  readonly chip?: ReactNode;
  readonly action: ReactNode;
  readonly children: ReactNode;
}

function Card({ title, chip, action, children }: CardProps) {
  return (
    <section className="panel provider" aria-label={title}>
      <div className="provider-words">
        <h2 className="section-title">{title}</h2>
        {chip}
        <Text className="hint">{children}</Text>
      </div>
      {action}
    </section>
  );
}

function Standing({
  provider,
  trouble,
}: {
  provider: NoticeSettings['email'] | NoticeSettings['sms'];
  trouble: ListedNotice | undefined;
}) {
  const { t } = useTranslation();
  const code = provider.secret === 'lost' ? 'secret_lost' : trouble?.code;
  if (!provider.settings)
    return (
      <StateChip state="new" icon={IconCircleOff}>
        {t(($) => $.notices.set.none)}
      </StateChip>
    );
  if (!provider.settings.enabled)
    return (
      <StateChip state="done" icon={IconCircleOff}>
        {t(($) => $.notices.set.off)}
      </StateChip>
    );
  return code ? (
    <StateChip state="trouble" icon={IconAlertTriangle}>
      {t(($) => $.notices.codes[code])}
    </StateChip>
  ) : (
    <StateChip state="ready" icon={IconCheck}>
      {t(($) => $.notices.set.on)}
    </StateChip>
  );
}

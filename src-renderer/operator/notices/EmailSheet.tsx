import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EmailSettings, NoticeSettings } from '#shared/notices/settings.ts';
import { ProviderSecret, ProviderSheet, useProvider } from './ProviderSheet.tsx';

const securities = ['tls', 'starttls', 'none'] as const;
const ports = { tls: 465, starttls: 587, none: 25 } as const;
const empty: EmailSettings = {
  ...{ enabled: true, host: '', port: 465, security: 'tls', user: '', from: '', fromName: 'Landing Desk', replyTo: '' },
};

/** The mail server. Its password goes in and never comes out. */
export default function EmailSheet({ settings, onClose }: { settings: NoticeSettings; onClose: () => void }) {
  const { t } = useTranslation();
  const provider = useProvider('email', settings, empty);
  const { form, set, isFixed } = provider;
  const text = (name: 'host' | 'user' | 'from' | 'fromName' | 'replyTo', label: string, description?: string) => (
    <TextInput
      size="md"
      label={label}
      description={description}
      value={form[name]}
      disabled={isFixed}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <ProviderSheet
      provider={provider}
      title={t(($) => $.notices.email.title)}
      enabled={form.enabled}
      onEnable={(enabled) => set({ enabled })}
      complete={form.host.trim() !== '' && form.from.trim() !== ''}
      onClose={onClose}
    >
      {text(
        'host',
        t(($) => $.notices.email.host),
      )}
      <Group grow align="start">
        <Select
          size="md"
          label={t(($) => $.notices.email.security)}
          data={securities.map((value) => ({ value, label: t(($) => $.notices.email.securities[value]) }))}
          value={form.security}
          disabled={isFixed}
          allowDeselect={false}
          onChange={(value) => {
            const security = securities.find((known) => known === value) ?? 'tls';
            set({ security, port: ports[security] });
          }}
        />
        <NumberInput
          size="md"
          label={t(($) => $.notices.email.port)}
          value={form.port}
          min={1}
          max={65_535}
          allowDecimal={false}
          thousandSeparator=""
          disabled={isFixed}
          hideControls
          onChange={(value) => set({ port: Number(value) })}
        />
      </Group>
      {text(
        'user',
        t(($) => $.notices.email.user),
        t(($) => $.notices.email.userHint),
      )}
      <ProviderSecret provider={provider} label={t(($) => $.notices.email.secret)} />
      {text(
        'from',
        t(($) => $.notices.email.from),
      )}
      {text(
        'fromName',
        t(($) => $.notices.email.fromName),
      )}
      {text(
        'replyTo',
        t(($) => $.notices.email.replyTo),
        t(($) => $.notices.email.optional),
      )}
    </ProviderSheet>
  );
}

import { Select, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type SmsPreset, smsPresets, smsSignings, smsTemplates } from '#shared/notices/presets.ts';
import type { NoticeSettings, SmsSettings } from '#shared/notices/settings.ts';
import { ProviderSecret, ProviderSheet, useProvider } from './ProviderSheet.tsx';

const presetSettings = (preset: SmsPreset): SmsSettings => ({
  ...{ enabled: true, preset, from: '', user: '' },
  ...smsTemplates[preset],
});

/** The provider of SMS: a request as a template. */
export default function SmsSheet({ settings, onClose }: { settings: NoticeSettings; onClose: () => void }) {
  const { t } = useTranslation();
  const provider = useProvider('sms', settings, presetSettings('gateway'));
  const { form, set, isFixed } = provider;
  const common = { size: 'md', disabled: isFixed, autoComplete: 'off', spellCheck: false } as const;
  return (
    <ProviderSheet
      provider={provider}
      title={t(($) => $.notices.sms.title)}
      enabled={form.enabled}
      onEnable={(enabled) => set({ enabled })}
      complete={form.url.trim() !== '' && form.body.trim() !== ''}
      onClose={onClose}
    >
      <Select
        size="md"
        label={t(($) => $.notices.sms.preset)}
        description={t(($) => $.notices.sms.presetHint)}
        data={smsPresets.map((value) => ({ value, label: t(($) => $.notices.sms.presets[value]) }))}
        value={form.preset}
        disabled={isFixed}
        allowDeselect={false}
        onChange={(value) => {
          const preset = smsPresets.find((known) => known === value) ?? 'gateway';
          set({ preset, ...smsTemplates[preset] });
        }}
      />
      <TextInput
        {...common}
        label={t(($) => $.notices.sms.user)}
        value={form.user}
        onChange={(event) => set({ user: event.currentTarget.value })}
      />
      <ProviderSecret provider={provider} label={t(($) => $.notices.sms.secret)} />
      <Select
        size="md"
        label={t(($) => $.notices.sms.sign)}
        data={smsSignings.map((value) => ({ value, label: t(($) => $.notices.sms.signs[value]) }))}
        value={form.sign}
        disabled={isFixed}
        allowDeselect={false}
        onChange={(value) => set({ sign: smsSignings.find((known) => known === value) ?? 'none' })}
      />
      <TextInput
        {...common}
        label={t(($) => $.notices.sms.from)}
        value={form.from}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        {...common}
        label={t(($) => $.notices.sms.url)}
        value={form.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <Textarea
        {...common}
        label={t(($) => $.notices.sms.headers)}
        classNames={{ input: 'template' }}
        autosize
        minRows={2}
        value={form.headers}
        onChange={(event) => set({ headers: event.currentTarget.value })}
      />
      <Textarea
        {...common}
        label={t(($) => $.notices.sms.body)}
        classNames={{ input: 'template' }}
        autosize
        minRows={2}
        value={form.body}
        onChange={(event) => set({ body: event.currentTarget.value })}
      />
      <Text className="hint">{t(($) => $.notices.sms.fields, { interpolation: { skipOnVariables: true } })}</Text>
      <TextInput
        {...common}
        label={t(($) => $.notices.sms.expect)}
        description={t(($) => $.notices.sms.expectHint)}
        classNames={{ input: 'template' }}
        value={form.expect}
        onChange={(event) => set({ expect: event.currentTarget.value })}
      />
    </ProviderSheet>
  );
}

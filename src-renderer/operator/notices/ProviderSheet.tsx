import { Alert, Stack, Switch } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeSettings } from '#shared/notices/settings.ts';
import { noticeDone } from '../../ui/notices.tsx';
import { SecretInput } from '../../ui/SecretInput.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { describeError } from '../api.ts';
import { useSaveSettings } from './queries.ts';
import { SendTest } from './SendTest.tsx';

type Channel = 'email' | 'sms';
type Settings<C extends Channel> = NonNullable<NoticeSettings[C]['settings']>;

/** A provider's settings while somebody changes them; `empty` stands where there are none yet. */
export function useProvider<C extends Channel>(channel: C, settings: NoticeSettings, empty: Settings<C>) {
  const { t } = useTranslation();
  const { source, settings: kept, secret: keptSecret } = settings[channel];
  const [form, setForm] = useState<Settings<C>>((kept as Settings<C> | null) ?? empty);
  const [secret, setSecret] = useState('');
  const save = useSaveSettings(channel);
  const submit = () =>
    save.mutate(
      { settings: form, ...(secret === '' ? {} : { secret }) },
      {
        onSuccess: (now) => {
          noticeDone(t(($) => $.notices.set.saved));
          setSecret('');
          const saved = now[channel].settings as Settings<C> | null;
          if (saved) setForm(saved);
        },
      },
    );
  return {
    channel,
    form,
    set: (changes: Partial<Settings<C>>) => setForm((before) => ({ ...before, ...changes })),
    /** A file on the server says it; here it is only looked at. */
    isFixed: source === 'file',
    keepsSecrets: settings.keepsSecrets,
    secret,
    setSecret,
    keptSecret,
    unsaved: kept === null || secret !== '' || JSON.stringify(form) !== JSON.stringify(kept),
    save,
    submit,
  };
}

type Provider = Pick<
  ReturnType<typeof useProvider>,
  'channel' | 'isFixed' | 'keepsSecrets' | 'secret' | 'setSecret' | 'keptSecret' | 'unsaved' | 'save' | 'submit'
>;

interface ProviderSheetProps {
  readonly provider: Provider;
  readonly title: string;
  readonly enabled: boolean;
  readonly onEnable: (enabled: boolean) => void;
  /** Everything is there without which nothing could be sent. */
  readonly complete: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A provider of notices: on or off, its fields, and a test by what is kept. */
export function ProviderSheet({ provider, title, enabled, onEnable, complete, onClose, children }: ProviderSheetProps) {
  const { t } = useTranslation();
  const { channel, isFixed, keepsSecrets, unsaved, save, submit } = provider;
  return (
    <Sheet
      title={title}
      opened
      onClose={onClose}
      {...(isFixed ? {} : { onSubmit: submit })}
      submitting={save.isPending}
      disabled={!complete || !unsaved}
      failure={save.isError ? describeError(save.error) : undefined}
      size={560}
    >
      <Stack gap="md">
        {isFixed && <Alert color="progress">{t(($) => $.notices.set.byFile)}</Alert>}
        {!keepsSecrets && !isFixed && (
          <Alert color="new" variant="light" icon={<IconAlertTriangle />}>
            {t(($) => $.notices.set.noKey)}
          </Alert>
        )}
        <Switch
          className="touch-switch"
          size="md"
          label={t(($) => $.notices.set.enabled)}
          checked={enabled}
          disabled={isFixed}
          onChange={(event) => onEnable(event.currentTarget.checked)}
        />
        {children}
        <SendTest channel={channel} unsaved={unsaved} />
      </Stack>
    </Sheet>
  );
}

/** The provider's password or key: it goes in and never comes out. */
export function ProviderSecret({ provider, label }: { provider: Provider; label: string }) {
  const { t } = useTranslation();
  const { isFixed, keepsSecrets, secret, setSecret, keptSecret } = provider;
  if (isFixed) return null;
  return (
    <SecretInput
      size="md"
      label={label}
      description={keptSecret === 'kept' ? t(($) => $.notices.email.secretKept) : undefined}
      error={keptSecret === 'lost' ? t(($) => $.notices.codes.secret_lost) : undefined}
      autoComplete="new-password"
      value={secret}
      disabled={!keepsSecrets}
      onChange={(event) => setSecret(event.currentTarget.value)}
    />
  );
}

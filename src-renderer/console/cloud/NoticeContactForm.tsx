import { Button, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languages } from '#shared/languages.ts';
import { ownerKinds } from '#shared/notices/kinds.ts';
import { phoneNumberOf } from '#shared/notices/phone.ts';
import { noticeContactSchema } from '#shared/notices/settings.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { type Outputs, problemOf, useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import { Section } from '../settings/Section.tsx';
import { useKeptDraft } from './useKeptDraft.ts';

type Contact = Outputs['sync']['notices']['contact'];
type Channels = Outputs['sync']['notices']['recent']['channels'];

interface NoticeContactFormProps {
  readonly saved: Contact;
  /** What the cloud can send by; undefined while that is not known. */
  readonly channels: Channels | undefined;
}

/** Where the owner is reached, in which language, and what of; with a test. */
export function NoticeContactForm({ saved: kept, channels }: NoticeContactFormProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { currency } = useMe().enterprise;
  // Nobody has said yet in which language: most likely the one they read here.
  const isFirst = kept.email === '' && kept.phone === '';
  const saved = isFirst ? { ...kept, language: currentLanguage() } : kept;
  const draft = useKeptDraft('notices', saved);
  const [tried, setTried] = useState(false);
  const { email, phone, language, off } = draft.value;
  // A Chinese house writes its numbers as everybody there does.
  const number = phone.trim() === '' ? '' : phoneNumberOf(phone, currency === 'CNY' ? 'CN' : '');
  const isEmailWrong = !noticeContactSchema.shape.email.safeParse(email.trim()).success;
  const isWrong = isEmailWrong || number === undefined;
  const save = useMutation(
    trpc.sync.notices.change.mutationOptions({
      onSuccess: (now) => {
        queryClient.setQueryData(trpc.sync.notices.contact.queryKey(), now);
        draft.discard();
        setTried(false);
        noticeDone(t(($) => $.cloudNotices.where.saved));
      },
    }),
  );
  const change = (part: Partial<Contact>) => {
    save.reset();
    draft.change(part);
  };
  const submit = () => {
    setTried(true);
    if (!isWrong) save.mutate({ ...draft.value, email: email.trim(), phone: number });
  };
  return (
    <Section
      title={t(($) => $.cloudNotices.where.title)}
      hint={t(($) => $.cloudNotices.where.hint)}
      draft={{
        ...draft,
        discard: () => {
          save.reset();
          setTried(false);
          draft.discard();
        },
      }}
      saving={save.isPending}
      failure={
        save.isError
          ? `${reasonOf(save.error)} ${t(($) => $.cloudNotices.where.kept)}`
          : tried && isWrong
            ? t(($) => $.cloudNotices.where.fix)
            : undefined
      }
      onSave={submit}
    >
      <Stack gap="md">
        <TextInput
          size="md"
          type="email"
          label={t(($) => $.cloudNotices.where.email)}
          autoComplete="email"
          maxLength={200}
          value={email}
          error={tried && isEmailWrong ? t(($) => $.cloudNotices.where.emailWrong) : undefined}
          onChange={(event) => change({ email: event.currentTarget.value })}
        />
        <TextInput
          size="md"
          type="tel"
          label={t(($) => $.cloudNotices.where.phone)}
          description={t(($) => $.cloudNotices.where.phoneHint)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="tel"
          maxLength={40}
          value={phone}
          error={tried && number === undefined ? t(($) => $.cloudNotices.where.phoneWrong) : undefined}
          onChange={(event) => change({ phone: event.currentTarget.value })}
        />
        <Reachable email={email.trim()} phone={phone.trim()} channels={channels} />
        <Select
          size="md"
          label={t(($) => $.cloudNotices.where.language)}
          data={languages.map((value) => ({ value, label: t(($) => $.cloudNotices.where.languages[value]) }))}
          value={language}
          allowDeselect={false}
          onChange={(value) => change({ language: languages.find((known) => known === value) ?? language })}
        />
        <fieldset className="cloud-kinds">
          <legend>{t(($) => $.cloudNotices.where.tell)}</legend>
          {ownerKinds.map((kind) => (
            <Switch
              key={kind}
              className="touch-switch"
              size="md"
              label={
                <>
                  {t(($) => $.cloudNotices.where.kinds[kind])}
                  <span className="cloud-kind-hint hint">{t(($) => $.cloudNotices.where.kinds[`${kind}Hint`])}</span>
                </>
              }
              checked={!off.includes(kind)}
              onChange={(event) =>
                change({ off: event.currentTarget.checked ? off.filter((one) => one !== kind) : [...off, kind] })
              }
            />
          ))}
          <Text className="hint">{t(($) => $.cloudNotices.where.always)}</Text>
        </fieldset>
        {channels && (channels.email || channels.sms) && <SendTest saved={saved} dirty={draft.dirty} />}
      </Stack>
    </Section>
  );
}

/** The sentence of a cloud that is away speaks of what travels by itself; this does not. */
function reasonOf(error: unknown): string {
  if (problemOf(error)?.code === 'cloud_unreachable') return i18next.t(($) => $.cloudNotices.where.away);
  return describeError(error);
}

/** Says so where nothing of what was entered can be used. */
function Reachable({ email, phone, channels }: { email: string; phone: string; channels: Channels | undefined }) {
  const { t } = useTranslation();
  const words =
    email === '' && phone === ''
      ? t(($) => $.cloudNotices.where.nobody)
      : channels?.email && !channels.sms && email === ''
        ? t(($) => $.cloudNotices.channels.noSms)
        : channels?.sms && !channels.email && phone === ''
          ? t(($) => $.cloudNotices.channels.noEmail)
          : undefined;
  return (
    <Text size="md" className="cloud-unreached" role="status" hidden={words === undefined}>
      {words}
    </Text>
  );
}

function SendTest({ saved, dirty }: { saved: Contact; dirty: boolean }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const test = useMutation(
    trpc.sync.notices.test.mutationOptions({
      onSuccess: ({ channel, recipient: to }) => noticeDone(t(($) => $.cloudNotices.test.sent[channel], { to })),
      onError: noticeError,
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.sync.notices.recent.queryKey() }),
    }),
  );
  const hasNone = saved.email === '' && saved.phone === '';
  const why = dirty ? t(($) => $.cloudNotices.test.unsaved) : hasNone ? t(($) => $.cloudNotices.test.noAddress) : '';
  return (
    <div className="cloud-test">
      <Button
        variant="default"
        size="md"
        leftSection={<IconSend size={18} />}
        disabled={why !== ''}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t(($) => $.cloudNotices.test.send)}
      </Button>
      <Text className="hint">{why}</Text>
    </div>
  );
}

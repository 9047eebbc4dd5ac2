import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languages } from '#shared/languages.ts';
import { ownerKinds } from '#shared/notices/kinds.ts';
import type { NoticeContact } from '#shared/notices/settings.ts';
import { noticeDone } from '../../ui/notices.tsx';
import { call, noticeError } from '../api.ts';
import { contactOptions } from '../notices/queries.ts';

/** Where the owner of an enterprise is reached, and what they are told. */
export function ContactSection({ id }: { id: string }) {
  const { t } = useTranslation();
  const contact = useQuery(contactOptions(id));
  const title = t(($) => $.notices.contact.title);
  return (
    <section aria-label={title}>
      <h3 className="section-title">{title}</h3>
      {contact.data && <Fields key={JSON.stringify(contact.data)} id={id} kept={contact.data} />}
    </section>
  );
}

function Fields({ id, kept }: { id: string; kept: NoticeContact }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(kept);
  const set = (changes: Partial<NoticeContact>) => setForm((before) => ({ ...before, ...changes }));
  const save = useMutation({
    mutationFn: (body: NoticeContact) => call<NoticeContact>('PUT', `/notices/contacts/${id}`, { body }),
    onSuccess: (now) => {
      queryClient.setQueryData(contactOptions(id).queryKey, now);
      noticeDone(t(($) => $.notices.contact.saved));
    },
    onError: noticeError,
  });
  const isSame = JSON.stringify(form) === JSON.stringify(kept);
  return (
    <Stack gap="sm" mt="xs">
      {kept.email === '' && kept.phone === '' && <Text className="hint">{t(($) => $.notices.contact.none)}</Text>}
      <TextInput
        size="md"
        type="email"
        label={t(($) => $.notices.contact.email)}
        value={form.email}
        onChange={(event) => set({ email: event.currentTarget.value.trim() })}
      />
      <Group grow align="start">
        <TextInput
          size="md"
          type="tel"
          label={t(($) => $.notices.contact.phone)}
          description={t(($) => $.notices.contact.phoneHint)}
          inputWrapperOrder={['label', 'input', 'description']}
          value={form.phone}
          onChange={(event) => set({ phone: event.currentTarget.value.replaceAll(/[\s()-]/g, '') })}
        />
        <Select
          size="md"
          label={t(($) => $.notices.contact.language)}
          data={languages.map((value) => ({ value, label: t(($) => $.notices.rules.languages[value]) }))}
          value={form.language}
          allowDeselect={false}
          onChange={(value) => set({ language: languages.find((known) => known === value) ?? 'zh-CN' })}
        />
      </Group>
      <fieldset className="switches notice-kinds">
        <legend className="hint">{t(($) => $.notices.contact.tell)}</legend>
        {ownerKinds.map((kind) => (
          <Switch
            key={kind}
            className="touch-switch"
            size="md"
            label={t(($) => $.notices.contact.kinds[kind])}
            checked={!form.off.includes(kind)}
            onChange={(event) =>
              set({
                off: event.currentTarget.checked ? form.off.filter((one) => one !== kind) : [...form.off, kind],
              })
            }
          />
        ))}
      </fieldset>
      <Button
        variant="default"
        size="md"
        style={{ alignSelf: 'start' }}
        disabled={isSame}
        loading={save.isPending}
        onClick={() => save.mutate(form)}
      >
        {t(($) => $.common.save)}
      </Button>
    </Stack>
  );
}

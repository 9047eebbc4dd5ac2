import { Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { does, lines } from '#shared/enterprises/switches.ts';
import { type Language, languages } from '#shared/languages.ts';
import { CutoverField, TimeZoneField } from '../../ui/DayFields.tsx';
import { WorkChoice } from '../../ui/WorkChoice.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';

const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' };

/** The enterprise: what it is called, where its day begins, what it speaks. */
export function EnterpriseSection() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { enterprise } = useMe();
  const saved = {
    name: enterprise.name,
    timeZone: enterprise.timeZone,
    cutoverHour: enterprise.cutoverHour,
    language: enterprise.language,
    work: lines.filter((line) => does(enterprise.work, line)),
  };
  const draft = useDraft(saved);
  const { value, change } = draft;
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.identity.me.queryKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.identity.state.queryKey() }),
    ]);
  const restore = useMutation(
    trpc.identity.updateEnterprise.mutationOptions({ onSettled: refresh, onError: noticeError }),
  );
  const save = useMutation(
    trpc.identity.updateEnterprise.mutationOptions({
      onSuccess: async () => {
        await refresh();
        draft.discard();
        noticeDone(
          t(($) => $.office.saved),
          () => restore.mutate(saved),
        );
      },
    }),
  );
  const problem =
    value.name.trim() === ''
      ? t(($) => $.settings.enterprise.nameMissing)
      : value.work.length === 0
        ? t(($) => $.office.work.missing)
        : undefined;
  return (
    <Section
      title={t(($) => $.settings.enterprise.title)}
      hint={t(($) => $.settings.enterprise.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate({ ...value, name: value.name.trim() })}
      problem={problem}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TextInput
            size="md"
            label={t(($) => $.settings.enterprise.name)}
            description={t(($) => $.settings.enterprise.nameHint)}
            inputWrapperOrder={['label', 'input', 'description']}
            maxLength={80}
            value={value.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Select
            size="md"
            allowDeselect={false}
            label={t(($) => $.settings.enterprise.language)}
            description={t(($) => $.settings.enterprise.languageHint)}
            inputWrapperOrder={['label', 'input', 'description']}
            value={value.language}
            onChange={(language) => language !== null && change({ language: language as Language })}
            data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
          />
          <TimeZoneField value={value.timeZone} onChange={(timeZone) => change({ timeZone })} />
          <CutoverField value={value.cutoverHour} onChange={(cutoverHour) => change({ cutoverHour })} />
        </SimpleGrid>
        <WorkChoice value={value.work} onChange={(chosen) => change({ work: [...chosen] })} />
        <dl className="fixed-facts">
          <div>
            <dt>{t(($) => $.settings.enterprise.code)}</dt>
            <dd>{enterprise.code}</dd>
          </div>
          <div>
            <dt>{t(($) => $.settings.enterprise.currency)}</dt>
            <dd>{enterprise.currency}</dd>
          </div>
        </dl>
        <Text className="hint" mt={-12}>
          {t(($) => $.settings.enterprise.fixed)}
        </Text>
      </Stack>
    </Section>
  );
}

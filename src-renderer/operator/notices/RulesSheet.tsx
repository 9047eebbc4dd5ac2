import { Alert, NumberInput, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languages } from '#shared/languages.ts';
import type { NoticeRules, NoticeSettings } from '#shared/notices/settings.ts';
import { noticeDone } from '../../ui/notices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { describeError } from '../api.ts';
import { useSaveSettings } from './queries.ts';

/** Who hears what, and from when on. */
export default function RulesSheet({ settings, onClose }: { settings: NoticeSettings; onClose: () => void }) {
  const { t } = useTranslation();
  const { source, settings: kept } = settings.rules;
  const [form, setForm] = useState<NoticeRules>(kept);
  const [operators, setOperators] = useState(kept.operators.join('\n'));
  const save = useSaveSettings('rules');
  const isFixed = source === 'file';
  const set = (changes: Partial<NoticeRules>) => setForm((before) => ({ ...before, ...changes }));
  const submit = () => {
    const addresses = operators.split(/[\s,;]+/).filter((address) => address !== '');
    save.mutate(
      { ...form, operators: addresses },
      {
        onSuccess: () => {
          noticeDone(t(($) => $.notices.set.saved));
          onClose();
        },
      },
    );
  };
  return (
    <Sheet
      title={t(($) => $.notices.rules.title)}
      opened
      onClose={onClose}
      {...(isFixed ? {} : { onSubmit: submit })}
      submitting={save.isPending}
      failure={save.isError ? describeError(save.error) : undefined}
      size={480}
    >
      <Stack gap="md">
        {isFixed && <Alert color="progress">{t(($) => $.notices.set.byFile)}</Alert>}
        <Textarea
          size="md"
          label={t(($) => $.notices.rules.operators)}
          description={t(($) => $.notices.rules.operatorsHint)}
          autosize
          minRows={2}
          spellCheck={false}
          value={operators}
          disabled={isFixed}
          data-autofocus
          onChange={(event) => setOperators(event.currentTarget.value)}
        />
        <Select
          size="md"
          label={t(($) => $.notices.rules.language)}
          data={languages.map((value) => ({ value, label: t(($) => $.notices.rules.languages[value]) }))}
          value={form.operatorLanguage}
          disabled={isFixed}
          allowDeselect={false}
          onChange={(value) => set({ operatorLanguage: languages.find((known) => known === value) ?? 'zh-CN' })}
        />
        <NumberInput
          size="md"
          label={t(($) => $.notices.rules.silentHours)}
          description={t(($) => $.notices.rules.silentHint)}
          value={form.silentHours}
          min={0}
          max={720}
          allowDecimal={false}
          disabled={isFixed}
          hideControls
          onChange={(value) => set({ silentHours: Number(value) })}
        />
        <NumberInput
          size="md"
          label={t(($) => $.notices.rules.smsPerDay)}
          value={form.smsPerDay}
          min={0}
          max={1_000_000}
          allowDecimal={false}
          disabled={isFixed}
          hideControls
          onChange={(value) => set({ smsPerDay: Number(value) })}
        />
      </Stack>
    </Sheet>
  );
}

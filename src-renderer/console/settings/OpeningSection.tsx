import { Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { OpeningChoice } from '../../ui/OpeningChoice.tsx';
import { describeError } from '../notices.tsx';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';

/** Who opens a table, and what happens to an order that comes in. */
export function OpeningSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const { opening, requireTableCode, autoAccept } = settings;
  const saved = { opening, requireTableCode, autoAccept };
  const draft = useDraft(saved);
  const { value, change } = draft;
  const save = useSaveOrdering(saved, draft.discard);
  return (
    <Section
      title={t(($) => $.settings.opening.title)}
      hint={t(($) => $.settings.opening.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate(value)}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        <OpeningChoice value={value.opening} onChange={(choice) => change({ opening: choice })} />
        <Switch
          size="md"
          label={t(($) => $.settings.opening.tableCode)}
          description={t(($) => $.settings.opening.tableCodeHint)}
          checked={value.requireTableCode}
          onChange={(event) => change({ requireTableCode: event.currentTarget.checked })}
        />
        <Switch
          size="md"
          label={t(($) => $.settings.opening.autoAccept)}
          description={t(($) => $.settings.opening.autoAcceptHint)}
          checked={value.autoAccept}
          onChange={(event) => change({ autoAccept: event.currentTarget.checked })}
        />
      </Stack>
    </Section>
  );
}

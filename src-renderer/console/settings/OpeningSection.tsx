import { Radio, Stack, Switch, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { OpeningChoice } from '../../ui/OpeningChoice.tsx';
import { describeError } from '../notices.tsx';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';

const joinings = ['free', 'code', 'nod'] as const;

/** Who opens a table, who may join it, and what happens to an order that comes in. */
export function OpeningSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const { opening, requireTableCode, requireNod, autoAccept } = settings;
  const saved = { opening, requireTableCode, requireNod, autoAccept };
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
        <Radio.Group
          label={t(($) => $.settings.opening.joining)}
          value={value.requireTableCode ? 'code' : value.requireNod ? 'nod' : 'free'}
          onChange={(choice) => change({ requireTableCode: choice === 'code', requireNod: choice === 'nod' })}
        >
          <Stack gap="xs" mt="xs">
            {joinings.map((choice) => (
              <Radio.Card key={choice} value={choice} className="choice-card">
                <Radio.Indicator size="md" />
                <div>
                  <Text fw={600} size="md">
                    {t(($) => $.settings.opening.join[choice].title)}
                  </Text>
                  <Text className="hint">{t(($) => $.settings.opening.join[choice].detail)}</Text>
                </div>
              </Radio.Card>
            ))}
          </Stack>
        </Radio.Group>
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

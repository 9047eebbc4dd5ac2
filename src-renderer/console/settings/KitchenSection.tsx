import { NumberInput, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { describeError } from '../notices.tsx';
import { Section } from './Section.tsx';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';

/** After how long a ticket in the kitchen turns amber and red. */
export function KitchenSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const saved = settings.kitchenTimers;
  const draft = useDraft(saved);
  const { value, change } = draft;
  const save = useSaveOrdering({ kitchenTimers: saved }, draft.discard);
  const inOrder = value.amberMinutes >= 1 && value.amberMinutes < value.redMinutes && value.redMinutes <= 240;
  const minutes = (key: 'amberMinutes' | 'redMinutes') => (
    <NumberInput
      size="md"
      label={t(($) => $.settings.kitchen[key])}
      suffix={` ${t(($) => $.settings.kitchen.unit)}`}
      min={1}
      max={240}
      clampBehavior="strict"
      allowDecimal={false}
      value={value[key]}
      onChange={(typed) => change({ [key]: typeof typed === 'number' ? typed : 0 })}
    />
  );
  return (
    <Section
      title={t(($) => $.settings.kitchen.title)}
      hint={t(($) => $.settings.kitchen.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate({ kitchenTimers: value })}
      problem={inOrder ? undefined : t(($) => $.settings.kitchen.order)}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        {minutes('amberMinutes')}
        {minutes('redMinutes')}
      </SimpleGrid>
    </Section>
  );
}

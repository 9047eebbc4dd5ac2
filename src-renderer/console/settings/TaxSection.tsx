import { ActionIcon, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { LocalizedField } from '../../ui/LocalizedField.tsx';
import { PercentField } from '../../ui/PercentField.tsx';
import { useMenuList } from '../menu/useMenu.ts';
import { describeError } from '../notices.tsx';
import { useMe } from '../session.ts';
import { Section } from './Section.tsx';
import { TaxModeChoice, TaxSentence } from './TaxChoice.tsx';
import { newTaxClass, type TaxClassDraft, taxInput, taxProblem } from './taxDraft.ts';
import { useDraft } from './useDraft.ts';
import { useSaveOrdering } from './useOrderingSettings.ts';

/** Whether prices contain the tax, and the rates by class of dish. */
export function TaxSection({ settings }: { settings: OrderingSettings }) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const menu = useMenuList();
  const saved = { taxMode: settings.taxMode, taxClasses: settings.taxClasses };
  const draft = useDraft(saved);
  const { value, change } = draft;
  const save = useSaveOrdering(saved, draft.discard);
  const problem = taxProblem(value);
  const changeClass = (id: string, part: Partial<TaxClassDraft>) =>
    change({ taxClasses: value.taxClasses.map((c) => (c.id === id ? { ...c, ...part } : c)) });
  const usesOf = (id: string) => menu.data?.items.filter((item) => item.taxClass === id).length ?? 0;
  return (
    <Section
      title={t(($) => $.settings.tax.title)}
      hint={t(($) => $.settings.tax.hint)}
      draft={draft}
      saving={save.isPending}
      onSave={() => save.mutate(taxInput(value))}
      problem={problem && t(($) => $.settings.tax.problems[problem])}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        <TaxModeChoice value={value.taxMode} onChange={(taxMode) => change({ taxMode })} />
        {!problem && (
          <TaxSentence
            taxMode={value.taxMode}
            ppm={value.taxClasses[0]?.eatInPpm ?? 0}
            currency={enterprise.currency}
          />
        )}
        {value.taxClasses.map((taxClass) => {
          const uses = usesOf(taxClass.id);
          const name = localize(taxClass.name, currentLanguage()) || t(($) => $.settings.tax.newClass);
          return (
            <Stack key={taxClass.id} gap="sm" className="sheet-record" role="group" aria-label={name}>
              <LocalizedField
                label={t(($) => $.settings.tax.className)}
                value={taxClass.name}
                maxLength={500}
                onChange={(text) => changeClass(taxClass.id, { name: text })}
              />
              <Group gap="sm" align="end" wrap="nowrap">
                <SimpleGrid cols={2} spacing="sm" flex={1}>
                  <PercentField
                    label={t(($) => $.settings.tax.eatIn)}
                    value={taxClass.eatInPpm}
                    onChange={(eatInPpm) => changeClass(taxClass.id, { eatInPpm })}
                  />
                  <PercentField
                    label={t(($) => $.settings.tax.takeAway)}
                    value={taxClass.takeAwayPpm}
                    onChange={(takeAwayPpm) => changeClass(taxClass.id, { takeAwayPpm })}
                  />
                </SimpleGrid>
                <ActionIcon
                  variant="subtle"
                  color="done"
                  size={44}
                  disabled={uses > 0 || value.taxClasses.length === 1}
                  aria-label={t(($) => $.office.removeNamed, { name })}
                  onClick={() => change({ taxClasses: value.taxClasses.filter((c) => c.id !== taxClass.id) })}
                >
                  <IconTrash size={18} />
                </ActionIcon>
              </Group>
              <Text className="hint">{t(($) => $.settings.tax.usedBy, { count: uses })}</Text>
            </Stack>
          );
        })}
        {value.taxClasses.length < 20 && (
          <Button
            variant="default"
            size="md"
            leftSection={<IconPlus size={18} />}
            style={{ alignSelf: 'start' }}
            onClick={() => change({ taxClasses: [...value.taxClasses, newTaxClass()] })}
          >
            {t(($) => $.settings.tax.addClass)}
          </Button>
        )}
      </Stack>
    </Section>
  );
}

import { Chip, Group, Stack, Switch, Text, Textarea } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages, localize } from '#shared/languages.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { BulkRows } from './BulkRows.tsx';
import type { MenuList } from './rows.ts';
import { lacks, type TextRow, textRows } from './translationRows.ts';
import { useRefreshMenu } from './useMenu.ts';
import { useNoticeChange } from './useUndoChange.ts';

interface TranslationsSheetProps {
  readonly menu: MenuList;
  readonly menuLanguages: readonly Language[];
  readonly onClose: () => void;
}

/** Every text of the menu, its languages side by side; what is missing first. */
export function TranslationsSheet({ menu, menuLanguages, onClose }: TranslationsSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshMenu();
  const notice = useNoticeChange();
  const all = textRows(menu);
  const [missingOnly, setMissingOnly] = useState(() => all.some(({ text }) => lacks(text, menuLanguages)));
  const [edits, setEdits] = useState<ReadonlyMap<string, string>>(new Map());
  // A row stays while it is being filled in.
  const rows = missingOnly ? all.filter(({ text }) => lacks(text, menuLanguages)) : all;
  const texts = all.flatMap(({ key, kind, id, part, field, text }) =>
    languages.flatMap((language) => {
      const typed = edits.get(`${key} ${language}`)?.trim();
      if (typed === undefined || typed === (text[language] ?? '').trim()) return [];
      return [{ kind, id, part, field, language, text: typed }];
    }),
  );
  const save = useMutation(
    trpc.ordering.menu.saveTexts.mutationOptions({
      onSuccess: async ({ changeId }) => {
        await refresh();
        setEdits(new Map());
        notice(
          t(($) => $.menu.translations.saved, { count: texts.length }),
          changeId,
        );
      },
    }),
  );
  return (
    <Sheet
      opened
      size={960}
      title={t(($) => $.menu.translations.title)}
      onClose={onClose}
      onSubmit={() => save.mutate({ texts })}
      submitting={save.isPending}
      disabled={texts.length === 0 || texts.length > 2000}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        <MenuLanguages chosen={menuLanguages} />
        <Switch
          size="md"
          label={t(($) => $.menu.translations.missingOnly)}
          checked={missingOnly}
          onChange={(event) => setMissingOnly(event.currentTarget.checked)}
        />
        {rows.length === 0 ? (
          <Empty
            icon={IconLanguage}
            title={missingOnly ? t(($) => $.menu.translations.complete) : t(($) => $.menu.translations.none)}
          />
        ) : (
          <TextTable
            rows={rows}
            shown={missingOnly ? menuLanguages : languages}
            edits={edits}
            onType={(key, text) => setEdits(new Map(edits).set(key, text))}
          />
        )}
      </Stack>
    </Sheet>
  );
}

/** The languages the house keeps its menu in. */
function MenuLanguages({ chosen }: { chosen: readonly Language[] }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.ordering.settings.update.mutationOptions({
      onError: noticeError,
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.ordering.settings.get.queryKey() }),
    }),
  );
  return (
    <div>
      <Text fw={600} size="md" id="menu-languages">
        {t(($) => $.menu.translations.languages)}
      </Text>
      <Chip.Group
        multiple
        value={[...chosen]}
        onChange={(values) => {
          const menuLanguages = languages.filter((language) => values.includes(language));
          if (menuLanguages.length > 0) update.mutate({ menuLanguages });
        }}
      >
        <Group gap={6} mt={4} role="group" aria-labelledby="menu-languages">
          {languages.map((language) => (
            <Chip key={language} value={language} size="md" variant="outline" disabled={!may('enterprise', 'update')}>
              {t(($) => $.office.languages[language])}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Text className="hint" mt={4}>
        {t(($) => $.menu.translations.hint)}
      </Text>
    </div>
  );
}

interface TextTableProps {
  readonly rows: readonly TextRow[];
  readonly shown: readonly Language[];
  readonly edits: ReadonlyMap<string, string>;
  readonly onType: (key: string, text: string) => void;
}

function TextTable({ rows, shown, edits, onType }: TextTableProps) {
  const { t } = useTranslation();
  return (
    <BulkRows
      label={t(($) => $.menu.translations.title)}
      rows={rows}
      keyOf={({ key }) => key}
      height={84}
      rowClass="text-row"
    >
      {(row) => <TextFields row={row} shown={shown} edits={edits} onType={onType} />}
    </BulkRows>
  );
}

function TextFields({ row, shown, edits, onType }: Omit<TextTableProps, 'rows'> & { row: TextRow }) {
  const { t } = useTranslation();
  const speech = currentLanguage();
  const within = localize(row.within ?? {}, speech);
  const role = {
    category: t(($) => $.menu.translations.kinds.category),
    item: t(($) => $.menu.translations.kinds.item),
    description: `${t(($) => $.menu.translations.kinds.description)} · ${within}`,
    group: t(($) => $.menu.translations.kinds.group),
    option: t(($) => $.menu.translations.kinds.option, { group: within }),
    slot: t(($) => $.menu.translations.kinds.slot, { combo: within }),
  }[row.role];
  const other = languages.filter((language) => !shown.includes(language) && row.text[language]);
  return (
    <>
      <Text className="hint text-role">{role}</Text>
      {[...shown, ...other].map((language) => {
        const key = `${row.key} ${language}`;
        const value = edits.get(key) ?? row.text[language] ?? '';
        const label = t(($) => $.office.inLanguage, {
          label: localize(row.text, speech),
          language: t(($) => $.office.languages[language]),
        });
        return (
          <Textarea
            key={language}
            size="md"
            autosize
            minRows={1}
            maxRows={4}
            lang={language}
            aria-label={label}
            placeholder={t(($) => $.office.languages[language])}
            maxLength={row.field === 'description' ? 2000 : 500}
            data-missing={value.trim() === '' || undefined}
            value={value}
            onChange={(event) => onType(key, event.currentTarget.value)}
          />
        );
      })}
    </>
  );
}

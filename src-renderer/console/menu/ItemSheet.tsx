import { Button, Divider, Group, Stack } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { LocalizedField } from '../../ui/LocalizedField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { ComboFields } from './ComboFields.tsx';
import { DaypartFields } from './DaypartFields.tsx';
import { Essentials, FoodFacts, Options } from './ItemParts.tsx';
import { type ItemDraft, inputOf, problemsOf } from './itemDraft.ts';
import { PictureField } from './PictureField.tsx';
import type { MenuItem, MenuList } from './rows.ts';
import { useDeleteItem } from './useDeleteItem.ts';
import { useRefreshMenu } from './useMenu.ts';

interface ItemSheetProps {
  readonly menu: MenuList;
  readonly initial: ItemDraft;
  /** Closes; an edited draft comes along, so that it can be brought back. */
  readonly onClose: (unsaved?: ItemDraft) => void;
  readonly onDuplicate: (item: MenuItem) => void;
}

/** Adds or changes a dish. */
export function ItemSheet({ menu, initial, onClose, onDuplicate }: ItemSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const refresh = useRefreshMenu();
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const remove = useDeleteItem(menu);
  const save = useMutation(
    trpc.ordering.menu.saveItem.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(t(($) => $.menu.item.saved, { name: localize(draft.name, currentLanguage()) }));
      },
    }),
  );
  const problems = problemsOf(draft);
  const isNew = draft.id === undefined;
  const known = menu.items.find((item) => item.id === draft.id);
  const change = (part: Partial<ItemDraft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = () => {
    setTried(true);
    if (problems.length === 0) save.mutate(inputOf(draft));
  };
  const newTitle = draft.slots.length > 0 ? t(($) => $.menu.item.newCombo) : t(($) => $.menu.item.new);
  const failure = save.isError
    ? describeError(save.error)
    : tried && problems.length > 0
      ? t(($) => $.office.missing, {
          fields: problems.map((p) => t(($) => $.menu.item.problems[p])).join(t(($) => $.common.listSeparator)),
        })
      : undefined;
  return (
    <Sheet
      opened
      title={isNew ? newTitle : localize(initial.name, currentLanguage())}
      onClose={() => onClose(draft === initial || save.isPending ? undefined : draft)}
      onSubmit={submit}
      submitting={save.isPending}
      failure={failure}
      extra={
        known && (
          <Group gap={4}>
            {may('menu', 'create') && (
              <Button
                variant="subtle"
                color="done"
                size="md"
                leftSection={<IconCopy size={18} />}
                onClick={() => onDuplicate(known)}
              >
                {t(($) => $.menu.item.duplicate)}
              </Button>
            )}
            {may('menu', 'delete') && (
              <Button
                variant="subtle"
                color="trouble"
                size="md"
                leftSection={<IconTrash size={18} />}
                loading={remove.isPending}
                onClick={() => remove.mutate({ id: known.id }, { onSuccess: () => onClose(), onError: noticeError })}
              >
                {t(($) => $.office.delete)}
              </Button>
            )}
          </Group>
        )
      }
    >
      <Stack gap="lg">
        <PictureField
          name={localize(draft.name, currentLanguage())}
          picture={draft.picture}
          onChange={(picture) => change({ picture })}
        />
        <LocalizedField
          label={t(($) => $.menu.item.name)}
          value={draft.name}
          maxLength={500}
          autoFocus={isNew}
          onChange={(name) => change({ name })}
          error={tried && problems.includes('name') ? t(($) => $.office.oneLanguage) : undefined}
        />
        <LocalizedField
          label={t(($) => $.menu.item.description)}
          value={draft.description}
          maxLength={2000}
          multiline
          onChange={(description) => change({ description })}
        />
        <Essentials menu={menu} draft={draft} change={change} />
        {draft.slots.length > 0 && (
          <ComboFields
            menu={menu}
            comboId={draft.id}
            slots={draft.slots}
            tried={tried}
            onChange={(slots) => change({ slots })}
          />
        )}
        <Options menu={menu} draft={draft} change={change} />
        <FoodFacts draft={draft} change={change} />
        <Divider />
        <DaypartFields dayparts={draft.dayparts} tried={tried} onChange={(dayparts) => change({ dayparts })} />
      </Stack>
    </Sheet>
  );
}

import { Button, Stack } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LocalizedText, localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { LocalizedField } from '../../ui/LocalizedField.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { isNamed, trimmedText } from './itemDraft.ts';
import type { MenuCategory } from './rows.ts';
import { useRefreshMenu } from './useMenu.ts';
import { useNoticeChange } from './useUndoChange.ts';

/** Adds a category (`category` is null), renames one, or deletes it when it is empty. */
export function CategorySheet({ category, onClose }: { category: MenuCategory | null; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const refresh = useRefreshMenu();
  const notice = useNoticeChange();
  const [name, setName] = useState<LocalizedText>(category?.name ?? {});
  const [tried, setTried] = useState(false);
  const save = useMutation(
    trpc.ordering.menu.saveCategory.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
      },
    }),
  );
  const remove = useMutation(
    trpc.ordering.menu.deleteCategory.mutationOptions({
      onSuccess: async ({ changeId }) => {
        await refresh();
        onClose();
        notice(
          t(($) => $.menu.category.deleted, { name: localize(category?.name ?? {}, currentLanguage()) }),
          changeId,
        );
      },
    }),
  );
  const failed = save.error ?? remove.error;
  return (
    <Sheet
      opened
      size={480}
      title={category ? localize(category.name, currentLanguage()) : t(($) => $.menu.category.new)}
      onClose={onClose}
      submitting={save.isPending}
      failure={failed ? describeError(failed) : undefined}
      onSubmit={() => {
        setTried(true);
        if (isNamed(name)) save.mutate({ ...(category ? { id: category.id } : {}), name: trimmedText(name) });
      }}
      extra={
        category && may('menu', 'delete') ? (
          <Button
            variant="subtle"
            color="trouble"
            size="md"
            leftSection={<IconTrash size={18} />}
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: category.id })}
          >
            {t(($) => $.office.delete)}
          </Button>
        ) : undefined
      }
    >
      <Stack>
        <LocalizedField
          label={t(($) => $.menu.category.name)}
          value={name}
          onChange={setName}
          maxLength={500}
          autoFocus
          error={tried && !isNamed(name) ? t(($) => $.office.oneLanguage) : undefined}
        />
      </Stack>
    </Sheet>
  );
}

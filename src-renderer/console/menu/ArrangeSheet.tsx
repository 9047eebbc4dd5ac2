import { SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { SortableList } from '../../ui/SortableList.tsx';
import { useTRPC } from '../api.ts';
import { describeError } from '../notices.tsx';
import { ItemPicture } from './ItemPicture.tsx';
import type { MenuCategory, MenuItem, MenuList } from './rows.ts';
import { useRefreshMenu } from './useMenu.ts';
import { useNoticeChange } from './useUndoChange.ts';

type Kind = 'category' | 'item';
type Entry = MenuCategory | MenuItem;

/** Puts the categories, or the dishes of one, in the order guests see. */
export function ArrangeSheet({ menu, onClose }: { menu: MenuList; onClose: () => void }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const language = currentLanguage();
  const refresh = useRefreshMenu();
  const notice = useNoticeChange();
  const [kind, setKind] = useState<Kind>('category');
  const [categoryId, setCategory] = useState(menu.categories[0]?.id ?? '');
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const entries: readonly Entry[] =
    kind === 'category' ? menu.categories : menu.items.filter((item) => item.categoryId === categoryId);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const shown = order?.flatMap((id) => byId.get(id) ?? []) ?? entries;
  const save = useMutation(
    trpc.ordering.menu.arrange.mutationOptions({
      onSuccess: async ({ changeId }) => {
        await refresh();
        setOrder(null);
        notice(
          t(($) => $.menu.arrange.saved),
          changeId,
        );
      },
    }),
  );
  const show = (next: Kind, category = categoryId) => {
    setOrder(null);
    setKind(next);
    setCategory(category);
  };
  return (
    <Sheet
      opened
      title={t(($) => $.menu.arrange.title)}
      onClose={onClose}
      onSubmit={() => order && save.mutate({ kind, ids: [...order] })}
      submitting={save.isPending}
      disabled={order === null}
      failure={save.isError ? describeError(save.error) : undefined}
    >
      <Stack gap="md">
        <Text className="hint">{t(($) => $.menu.arrange.hint)}</Text>
        <SegmentedControl
          size="md"
          aria-label={t(($) => $.menu.arrange.title)}
          value={kind}
          onChange={(value) => show(value as Kind)}
          data={[
            { value: 'category', label: t(($) => $.menu.arrange.categories) },
            { value: 'item', label: t(($) => $.menu.arrange.dishes) },
          ]}
        />
        {kind === 'item' && (
          <Select
            size="md"
            aria-label={t(($) => $.menu.arrange.dishesOf)}
            allowDeselect={false}
            value={categoryId}
            onChange={(value) => show('item', value ?? '')}
            data={menu.categories.map(({ id, name }) => ({ value: id, label: localize(name, language) }))}
          />
        )}
        {shown.length === 0 && <Text className="hint">{t(($) => $.menu.arrange.nothing)}</Text>}
        <SortableList
          items={shown}
          keyOf={({ id }) => id}
          nameOf={({ name }) => localize(name, language)}
          onChange={(next) => setOrder(next.map(({ id }) => id))}
        >
          {(entry) => (
            <>
              {'picture' in entry && <ItemPicture picture={entry.picture} />}
              <Text size="md" fw={600}>
                {localize(entry.name, language)}
              </Text>
            </>
          )}
        </SortableList>
      </Stack>
    </Sheet>
  );
}

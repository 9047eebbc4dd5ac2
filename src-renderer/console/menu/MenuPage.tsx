import { Button, SegmentedControl } from '@mantine/core';
import { IconSearch, IconToolsKitchen2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages, localize } from '#shared/languages.ts';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { Page } from '../../ui/Page.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { usePageKeys } from '../../ui/usePageKeys.ts';
import { useTRPC } from '../api.ts';
import { describeError, noticeDone } from '../notices.tsx';
import { useMay } from '../session.ts';
import { ArrangeSheet } from './ArrangeSheet.tsx';
import { CategorySheet } from './CategorySheet.tsx';
import { ExchangeSheet } from './ExchangeSheet.tsx';
import { ItemSheet } from './ItemSheet.tsx';
import { copyOf, draftOf, emptyDraft, type ItemDraft, newSlot, type SlotDraft } from './itemDraft.ts';
import { MenuActions, type MenuTool } from './MenuActions.tsx';
import { MenuRows } from './MenuRows.tsx';
import { OptionGroupsSheet } from './OptionGroupsSheet.tsx';
import { PricesSheet } from './PricesSheet.tsx';
import { type MenuCategory, type MenuFilter, type MenuList, menuRows, missingLanguages } from './rows.ts';
import { TranslationsSheet } from './TranslationsSheet.tsx';
import { useMenuList } from './useMenu.ts';
import './menu.css';
import './bulk.css';

type Editing =
  | { readonly kind: 'item'; readonly draft: ItemDraft }
  | { readonly kind: 'category'; readonly category: MenuCategory | null }
  | { readonly kind: MenuTool }
  | null;

/** The menu as it is kept from day to day: what there is, what it costs, what is sold out. */
export default function MenuPage() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const menu = useMenuList();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions(undefined, { enabled: may('enterprise', 'read') }));
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<MenuFilter>('all');
  const [editing, setEditing] = useState<Editing>(null);
  const menuLanguages = settings.data?.menuLanguages ?? languages;
  const rows = useMemo(
    () => (menu.data ? menuRows(menu.data, search, filter, menuLanguages) : []),
    [menu.data, search, filter, menuLanguages],
  );
  const mayCreate = may('menu', 'create');

  const addItem = (categoryId?: string, slots: readonly SlotDraft[] = []) => {
    if (!menu.data || !mayCreate) return;
    const category = categoryId ?? menu.data.categories[0]?.id;
    if (category === undefined) return setEditing({ kind: 'category', category: null });
    const sibling = menu.data.items.findLast((item) => item.categoryId === category) ?? menu.data.items[0];
    const taxClass = sibling?.taxClass ?? settings.data?.taxClasses[0]?.id ?? '';
    setEditing({ kind: 'item', draft: { ...emptyDraft(category, taxClass, sibling?.station ?? 'kitchen'), slots } });
  };
  usePageKeys({ n: () => addItem() });

  const copyName = (name: string, language: Language) => t(($) => $.menu.item.copyOf[language], { name });

  const closeItem = (unsaved?: ItemDraft) => {
    setEditing(null);
    if (unsaved)
      noticeDone(
        t(($) => $.office.notSaved),
        () => setEditing({ kind: 'item', draft: unsaved }),
      );
  };

  return (
    <Page
      title={t(($) => $.menu.title)}
      tools={
        <>
          <SearchField label={t(($) => $.menu.search)} value={search} onChange={setSearch} />
          {menu.data && <Filters menu={menu.data} menuLanguages={menuLanguages} filter={filter} onChange={setFilter} />}
        </>
      }
      actions={
        mayCreate &&
        menu.data && (
          <MenuActions
            onNewItem={() => addItem()}
            onNewCombo={() => addItem(undefined, [newSlot()])}
            onNewCategory={() => setEditing({ kind: 'category', category: null })}
            onTool={(tool) => setEditing({ kind: tool })}
          />
        )
      }
    >
      <Body
        menu={menu}
        rows={rows}
        menuLanguages={menuLanguages}
        search={search}
        onClear={() => {
          setSearch('');
          setFilter('all');
        }}
        onAdd={mayCreate ? addItem : undefined}
        onEdit={setEditing}
      />
      {menu.data && editing?.kind === 'item' && (
        <ItemSheet
          key={editing.draft.id ?? localize(editing.draft.name, currentLanguage())}
          menu={menu.data}
          initial={editing.draft}
          onClose={closeItem}
          onDuplicate={(item) => setEditing({ kind: 'item', draft: copyOf(item, copyName) })}
        />
      )}
      {editing?.kind === 'category' && <CategorySheet category={editing.category} onClose={() => setEditing(null)} />}
      {menu.data && editing && (
        <Tool kind={editing.kind} menu={menu.data} menuLanguages={menuLanguages} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}

interface ToolProps {
  readonly kind: NonNullable<Editing>['kind'];
  readonly menu: MenuList;
  readonly menuLanguages: readonly Language[];
  readonly onClose: () => void;
}

function Tool({ kind, menu, menuLanguages, onClose }: ToolProps) {
  switch (kind) {
    case 'groups':
      return <OptionGroupsSheet menu={menu} onClose={onClose} />;
    case 'arrange':
      return <ArrangeSheet menu={menu} onClose={onClose} />;
    case 'prices':
      return <PricesSheet menu={menu} onClose={onClose} />;
    case 'translations':
      return <TranslationsSheet menu={menu} menuLanguages={menuLanguages} onClose={onClose} />;
    case 'exchange':
      return <ExchangeSheet onClose={onClose} />;
    default:
      return null;
  }
}

interface BodyProps {
  readonly menu: ReturnType<typeof useMenuList>;
  readonly rows: ReturnType<typeof menuRows>;
  readonly menuLanguages: readonly Language[];
  readonly search: string;
  readonly onClear: () => void;
  readonly onAdd: ((categoryId?: string) => void) | undefined;
  readonly onEdit: (editing: Editing) => void;
}

function Body({ menu, rows, menuLanguages, search, onClear, onAdd, onEdit }: BodyProps) {
  const { t } = useTranslation();
  const may = useMay();
  if (menu.isError && !menu.data)
    return <LoadFailed reason={describeError(menu.error)} onRetry={() => void menu.refetch()} />;
  if (!menu.data) {
    return (
      <div className="page-body">
        <ListSkeleton />
      </div>
    );
  }
  if (menu.data.categories.length === 0) {
    return (
      <div className="page-body">
        <Empty icon={IconToolsKitchen2} title={t(($) => $.menu.empty)} detail={t(($) => $.menu.emptyDetail)}>
          {onAdd && (
            <Button size="lg" mt="sm" onClick={() => onEdit({ kind: 'category', category: null })}>
              {t(($) => $.menu.category.new)}
            </Button>
          )}
        </Empty>
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className="page-body">
        <Empty
          icon={IconSearch}
          title={search.trim() ? t(($) => $.common.nothingFound, { text: search.trim() }) : t(($) => $.menu.noneHere)}
        >
          <Button size="md" variant="default" mt="sm" onClick={onClear}>
            {t(($) => $.menu.showAll)}
          </Button>
        </Empty>
      </div>
    );
  }
  const mayUpdate = may('menu', 'update');
  return (
    <MenuRows
      rows={rows}
      menuLanguages={menuLanguages}
      onAdd={onAdd}
      onEditItem={mayUpdate ? (item) => onEdit({ kind: 'item', draft: draftOf(item) }) : undefined}
      onEditCategory={mayUpdate ? (category) => onEdit({ kind: 'category', category }) : undefined}
    />
  );
}

interface FiltersProps {
  readonly menu: MenuList;
  readonly menuLanguages: readonly Language[];
  readonly filter: MenuFilter;
  readonly onChange: (filter: MenuFilter) => void;
}

function Filters({ menu, menuLanguages, filter, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const soldOut = menu.items.filter((item) => item.unavailable === 'sold_out').length;
  const counted = menu.items.filter((item) => item.stock !== null).length;
  const untranslated = menu.items.filter((item) => missingLanguages(item, menuLanguages).length > 0).length;
  return (
    <SegmentedControl
      size="md"
      aria-label={t(($) => $.menu.filter.label)}
      value={filter}
      onChange={(value) => onChange(value as MenuFilter)}
      data={[
        { value: 'all', label: t(($) => $.menu.filter.all, { count: menu.items.length }) },
        { value: 'soldOut', label: t(($) => $.menu.filter.soldOut, { count: soldOut }) },
        { value: 'counted', label: t(($) => $.menu.filter.counted, { count: counted }) },
        ...(untranslated > 0 || filter === 'untranslated'
          ? [{ value: 'untranslated', label: t(($) => $.menu.filter.untranslated, { count: untranslated }) }]
          : []),
      ]}
    />
  );
}

import { ActionIcon } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { MenuItemRow } from './MenuItemRow.tsx';
import type { MenuCategory, MenuItem, MenuRow } from './rows.ts';

interface MenuRowsProps {
  readonly rows: readonly MenuRow[];
  readonly menuLanguages: readonly Language[];
  readonly onAdd: ((categoryId: string) => void) | undefined;
  readonly onEditItem: ((item: MenuItem) => void) | undefined;
  readonly onEditCategory: ((category: MenuCategory) => void) | undefined;
}

/** The list itself; only what is on the screen exists, so that a long menu is as quick as a short one. */
export function MenuRows({ rows, menuLanguages, onAdd, onEditItem, onEditCategory }: MenuRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 72,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  });

  /** Arrow keys go from dish to dish, also to ones that are not on the screen yet. */
  const walk = (event: KeyboardEvent, index: number) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    let next = index + step;
    while (rows[next]?.kind === 'category') next += step;
    if (!rows[next]) return;
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => {
      scroller.current
        ?.querySelector<HTMLElement>(`[data-index="${next}"] [data-row-main]`)
        ?.focus({ preventScroll: true });
    });
  };

  return (
    <div className="page-body" ref={scroller}>
      <div className="menu-rows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="menu-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              {row.kind === 'category' ? (
                <CategoryHead category={row.category} count={row.count} onAdd={onAdd} onEdit={onEditCategory} />
              ) : (
                <MenuItemRow
                  item={row.item}
                  menuLanguages={menuLanguages}
                  onEdit={onEditItem && (() => onEditItem(row.item))}
                  onKeyDown={(event) => walk(event, index)}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface CategoryHeadProps {
  readonly category: MenuCategory;
  readonly count: number;
  readonly onAdd: ((categoryId: string) => void) | undefined;
  readonly onEdit: ((category: MenuCategory) => void) | undefined;
}

function CategoryHead({ category, count, onAdd, onEdit }: CategoryHeadProps) {
  const { t } = useTranslation();
  const name = localize(category.name, currentLanguage());
  return (
    <div className="menu-category">
      <h2>{name}</h2>
      <span className="menu-category-count">{t(($) => $.menu.category.count, { count })}</span>
      <span className="menu-category-tools">
        {onEdit && (
          <ActionIcon
            variant="subtle"
            color="done"
            size={44}
            aria-label={t(($) => $.menu.category.editNamed, { name })}
            onClick={() => onEdit(category)}
          >
            <IconPencil size={18} />
          </ActionIcon>
        )}
        {onAdd && (
          <ActionIcon
            variant="subtle"
            color="accent"
            size={44}
            aria-label={t(($) => $.menu.category.addTo, { name })}
            onClick={() => onAdd(category.id)}
          >
            <IconPlus size={20} />
          </ActionIcon>
        )}
      </span>
    </div>
  );
}

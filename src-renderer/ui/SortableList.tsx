import { ActionIcon } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { movedTo } from './reorder.ts';
import './sortable.css';

interface SortableListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly nameOf: (item: T) => string;
  readonly onChange: (items: T[]) => void;
  readonly children: (item: T, index: number) => ReactNode;
}

/**
 * A list put in order by dragging its handles, or with the arrow keys on a handle (Home and End go all the way). What
 * moved is said to screen readers.
 */
export function SortableList<T>({ items, keyOf, nameOf, onChange, children }: SortableListProps<T>) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState('');

  const move = (from: number, to: number) => {
    const item = items[from];
    const target = Math.max(0, Math.min(items.length - 1, to));
    if (!item || target === from) return;
    onChange(movedTo(items, from, target));
    setSaid(t(($) => $.office.movedTo, { name: nameOf(item), place: target + 1, count: items.length }));
  };

  /** The place whose middle the pointer has passed. */
  const placeAt = (y: number) => {
    const rows = [...(list.current?.children ?? [])];
    const below = rows.findIndex((row) => {
      const { top, height } = row.getBoundingClientRect();
      return y < top + height / 2;
    });
    return below < 0 ? rows.length : below;
  };

  const drag = (y: number) => {
    const index = items.findIndex((item) => keyOf(item) === dragged);
    const gap = placeAt(y);
    // The gaps before and behind the row itself are where it is.
    move(index, gap > index ? gap - 1 : gap);
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  const follow = useEffectEvent(drag);
  useEffect(() => {
    if (dragged === null) return;
    // On the window: a row that moves in the page loses a captured pointer.
    const events = new AbortController();
    const { signal } = events;
    window.addEventListener('pointermove', (event) => follow(event.clientY), { signal });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(end, () => setDragged(null), { signal });
    }
    return () => events.abort();
  }, [dragged]);

  const byKey = (event: KeyboardEvent, index: number) => {
    const target = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: items.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    move(index, target);
  };

  return (
    <>
      <ol className="sortable" ref={list}>
        {items.map((item, index) => {
          const key = keyOf(item);
          return (
            <li key={key} className="sortable-row" data-dragged={dragged === key || undefined}>
              <ActionIcon
                variant="subtle"
                color="done"
                size={44}
                className="sortable-handle"
                aria-label={t(($) => $.office.moveNamed, { name: nameOf(item), place: index + 1, count: items.length })}
                aria-roledescription={t(($) => $.office.handle)}
                onPointerDown={() => setDragged(key)}
                onKeyDown={(event) => byKey(event, index)}
              >
                <IconGripVertical size={20} />
              </ActionIcon>
              {children(item, index)}
            </li>
          );
        })}
      </ol>
      <span className="visually-hidden" aria-live="assertive">
        {said}
      </span>
    </>
  );
}

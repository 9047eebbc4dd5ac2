import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';

interface BulkRowsProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string | number;
  /** How high a row is before it is measured, px. */
  readonly height: number;
  readonly rowClass: string;
  /** Rows without fields: the list itself must still scroll by keyboard. */
  readonly readOnly?: boolean;
  readonly children: (row: T) => ReactNode;
}

/** Any number of rows; only what is on the screen exists. */
export function BulkRows<T>({ label, rows, keyOf, height, rowClass, readOnly = false, children }: BulkRowsProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 6,
  });
  return (
    <section className="bulk-rows" ref={scroller} aria-label={label} {...(readOnly && { tabIndex: 0 })}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={rowClass}
                style={{ transform: `translateY(${start}px)` }}
              >
                {children(row)}
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

import { Checkbox } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMoney } from '../../ui/money.tsx';
import { useMe } from '../session.ts';
import { type PriceRow, priceOf, type RowEdits } from './priceRows.ts';

interface PriceTableProps {
  readonly rows: readonly PriceRow[];
  readonly edits: RowEdits;
  readonly onChange: (edits: RowEdits) => void;
}

/** Old and new prices; each row can be left out or typed over. Only what is on the screen exists. */
export function PriceTable({ rows, edits, onChange }: PriceTableProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });
  const toggle = (key: string) => {
    const excluded = new Set(edits.excluded);
    if (!excluded.delete(key)) excluded.add(key);
    onChange({ ...edits, excluded });
  };
  return (
    <section className="bulk-rows" ref={scroller} aria-label={t(($) => $.menu.prices.table)}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="price-row"
                style={{ transform: `translateY(${start}px)` }}
              >
                <Row
                  row={row}
                  price={priceOf(row, edits)}
                  isExcluded={edits.excluded.has(row.key)}
                  onToggle={() => toggle(row.key)}
                  onType={(price) => onChange({ ...edits, typed: new Map(edits.typed).set(row.key, price) })}
                />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly row: PriceRow;
  readonly price: number;
  readonly isExcluded: boolean;
  readonly onToggle: () => void;
  readonly onType: (price: number | null) => void;
}

function Row({ row, price, isExcluded, onToggle, onType }: RowProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const format = useMoney();
  const hours = row.daypart === null ? undefined : row.item.dayparts[row.daypart];
  const dish = localize(row.item.name, currentLanguage());
  const when = hours ? t(($) => $.menu.prices.hoursOf, { from: hours.from, to: hours.to }) : '';
  const name = when ? `${dish} ${when}` : dish;
  return (
    <>
      <Checkbox
        size="md"
        className="price-name"
        checked={!isExcluded}
        onChange={onToggle}
        aria-label={t(($) => $.menu.prices.include, { name })}
        label={
          <>
            {dish} {when && <span className="hint">{when}</span>}
          </>
        }
      />
      <span className="price-old number">{format(row.from, enterprise.currency)}</span>
      <IconArrowRight size={16} aria-hidden />
      <div className="price-new" data-changed={(!isExcluded && price !== row.from) || undefined}>
        <MoneyField
          // The rule's price replaces what is in the field; what is typed stays.
          key={`${row.key} ${row.to}`}
          hideLabel
          label={t(($) => $.menu.prices.newPrice, { name })}
          value={price}
          currency={enterprise.currency}
          onChange={onType}
        />
      </div>
    </>
  );
}

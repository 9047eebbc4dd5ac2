import { Checkbox } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { MoneyField } from '../../ui/MoneyField.tsx';
import { useMoney } from '../../ui/money.tsx';
import { useMe } from '../session.ts';
import { BulkRows } from './BulkRows.tsx';
import { type PriceRow, priceOf, type RowEdits } from './priceRows.ts';

interface PriceTableProps {
  readonly rows: readonly PriceRow[];
  readonly edits: RowEdits;
  readonly onChange: (edits: RowEdits) => void;
}

/** Old and new prices; each row can be left out or typed over. Only what is on the screen exists. */
export function PriceTable({ rows, edits, onChange }: PriceTableProps) {
  const { t } = useTranslation();
  const toggle = (key: string) => {
    const excluded = new Set(edits.excluded);
    if (!excluded.delete(key)) excluded.add(key);
    onChange({ ...edits, excluded });
  };
  return (
    <BulkRows
      label={t(($) => $.menu.prices.table)}
      rows={rows}
      keyOf={({ key }) => key}
      height={56}
      rowClass="price-row"
    >
      {(row) => (
        <Row
          row={row}
          price={priceOf(row, edits)}
          isExcluded={edits.excluded.has(row.key)}
          onToggle={() => toggle(row.key)}
          onType={(price) => onChange({ ...edits, typed: new Map(edits.typed).set(row.key, price) })}
        />
      )}
    </BulkRows>
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

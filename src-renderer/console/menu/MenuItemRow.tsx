import { UnstyledButton } from '@mantine/core';
import { IconLanguage, IconStack2 } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, languages, localize } from '#shared/languages.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Money } from '../../ui/money.tsx';
import { useMay, useMe } from '../session.ts';
import { AvailabilityChip, AvailabilityControl } from './AvailabilityControl.tsx';
import { ItemPicture } from './ItemPicture.tsx';
import { type MenuItem, missingLanguages } from './rows.ts';
import { StockControl } from './StockControl.tsx';

interface MenuItemRowProps {
  readonly item: MenuItem;
  readonly menuLanguages: readonly Language[];
  readonly onEdit: (() => void) | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A dish in the list: what it is, what it costs, whether it can be had. */
export function MenuItemRow({ item, menuLanguages, onEdit, onKeyDown }: MenuItemRowProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const may = useMay();
  const language = currentLanguage();
  const name = localize(item.name, language);
  const other = languages.map((l) => item.name[l]).find((text) => text && text !== name);
  const missing = missingLanguages(item, menuLanguages);
  const identity = (
    <>
      <ItemPicture picture={item.picture} />
      <span className="menu-item-names">
        <span className="menu-item-name">{name}</span>
        {other && <span className="menu-item-other">{other}</span>}
        {(item.slots.length > 0 || missing.length > 0) && (
          <span className="menu-item-marks">
            {item.slots.length > 0 && (
              <span>
                <IconStack2 size={14} aria-hidden /> {t(($) => $.menu.combo)}
              </span>
            )}
            {missing.map((one) => (
              <span key={one}>
                <IconLanguage size={14} aria-hidden />{' '}
                {t(($) => $.menu.missingIn, { language: t(($) => $.office.languages[one]) })}
              </span>
            ))}
          </span>
        )}
      </span>
    </>
  );
  return (
    <div className="menu-item" data-away={item.unavailable !== null || undefined}>
      {onEdit ? (
        <UnstyledButton className="menu-item-main" data-row-main onClick={onEdit} onKeyDown={onKeyDown}>
          <span className="visually-hidden">{t(($) => $.menu.edit)}</span>
          {identity}
        </UnstyledButton>
      ) : (
        <div className="menu-item-main">{identity}</div>
      )}
      <div className="menu-item-state">
        <AvailabilityChip item={item} />
      </div>
      <div className="menu-item-price">
        {item.pricing === 'market' ? (
          t(($) => $.menu.marketPrice)
        ) : (
          <Money value={{ amount: item.priceNow, currency: enterprise.currency }} />
        )}
        {item.pricing === 'weight' && <span className="menu-item-usual">{t(($) => $.menu.perKilogram)}</span>}
        {item.pricing !== 'market' && item.priceNow !== item.price && (
          <span className="menu-item-usual">
            {t(($) => $.menu.usually)} <Money value={{ amount: item.price, currency: enterprise.currency }} />
          </span>
        )}
      </div>
      <div className="menu-item-controls">
        {may('stock', 'update') && (
          <>
            <StockControl item={item} />
            <AvailabilityControl item={item} />
          </>
        )}
      </div>
    </div>
  );
}

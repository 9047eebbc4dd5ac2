import { UnstyledButton } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { languages, localize } from '#shared/languages.ts';
import { pictureUrl } from '#shared/ordering/pictures.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { Money } from '../../ui/money.tsx';
import { useMay, useMe } from '../session.ts';
import { AvailabilityChip, AvailabilityControl } from './AvailabilityControl.tsx';
import type { MenuItem } from './rows.ts';
import { StockControl } from './StockControl.tsx';

interface MenuItemRowProps {
  readonly item: MenuItem;
  readonly onEdit: (() => void) | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A dish in the list: what it is, what it costs, whether it can be had. */
export function MenuItemRow({ item, onEdit, onKeyDown }: MenuItemRowProps) {
  const { t } = useTranslation();
  const { enterprise } = useMe();
  const may = useMay();
  const language = currentLanguage();
  const name = localize(item.name, language);
  const other = languages.map((l) => item.name[l]).find((text) => text && text !== name);
  const identity = (
    <>
      <ItemPicture picture={item.picture} />
      <span className="menu-item-names">
        <span className="menu-item-name">{name}</span>
        {other && <span className="menu-item-other">{other}</span>}
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
        <Money value={{ amount: item.priceNow, currency: enterprise.currency }} />
        {item.priceNow !== item.price && (
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

function ItemPicture({ picture }: { picture: string | null }) {
  if (!picture) {
    return (
      <span className="menu-item-picture" aria-hidden>
        <IconPhotoOff size={20} stroke={1.4} />
      </span>
    );
  }
  return (
    <img
      className="menu-item-picture"
      src={pictureUrl(picture, 'small')}
      alt=""
      width={48}
      height={48}
      loading="lazy"
      decoding="async"
    />
  );
}

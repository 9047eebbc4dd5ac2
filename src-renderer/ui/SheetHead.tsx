import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import './sheet.css';

/** The top of a sheet: what it is about, and the way out. The sheet itself carries the same words as its label. */
export function SheetHead({ title, onClose }: { title: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="sheet-head">
      <h2 className="sheet-title">{title}</h2>
      <CloseButton size={44} iconSize={24} aria-label={t(($) => $.common.close)} onClick={onClose} />
    </div>
  );
}

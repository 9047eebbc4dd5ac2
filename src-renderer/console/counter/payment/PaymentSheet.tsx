import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TabDetail } from '../receipt/Receipt.tsx';
import { PaymentForm } from './PaymentForm.tsx';
import './payment.css';

/** The full-height payment sheet of a tab. */
export function PaymentSheet({ tab, opened, onClose }: { tab: TabDetail; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(960px, 100%)"
      padding="md"
      title={
        <span className="sheet-title">
          {t(($) => $.counter.pay.title)}
          {' · '}
          {tab.table ? t(($) => $.counter.receipt.tab, { table: tab.table.name }) : t(($) => $.counter.receipt.takeAway)}
        </span>
      }
      closeButtonProps={{ 'aria-label': t(($) => $.common.close), size: 44, iconSize: 24 }}
      classNames={{ content: 'sheet', body: 'sheet-body' }}
    >
      <PaymentForm tab={tab} onClose={onClose} />
    </Drawer>
  );
}

import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SheetHead } from '../../../ui/SheetHead.tsx';
import { useApproval } from '../approval/approval.ts';
import type { TabDetail } from '../tab-detail.ts';
import { PaymentForm } from './PaymentForm.tsx';
import './payment.css';
import './cash.css';
import './split.css';
import './outcome.css';

/** The full-height payment sheet of a tab. */
export function PaymentSheet({ tab, opened, onClose }: { tab: TabDetail; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const asking = useApproval((state) => state.asking !== null);
  const table = tab.table
    ? t(($) => $.counter.receipt.tab, { table: tab.table.name })
    : t(($) => $.counter.receipt.takeAway);
  const title = `${t(($) => $.counter.pay.title)} · ${table}`;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(960px, 100%)"
      padding={0}
      withCloseButton={false}
      closeOnEscape={!asking}
      attributes={{ content: { 'aria-label': title } }}
      classNames={{ content: 'sheet', body: 'sheet-body' }}
    >
      <SheetHead title={title} onClose={onClose} />
      <div className="pay-sheet">
        <PaymentForm tab={tab} onClose={onClose} />
      </div>
    </Drawer>
  );
}

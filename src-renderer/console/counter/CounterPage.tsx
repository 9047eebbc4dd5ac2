import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { selectTab, useWindow } from '../window.ts';
import { Floor } from './floor/Floor.tsx';
import { Queue } from './queue/Queue.tsx';
import { NoReceipt, Receipt } from './receipt/Receipt.tsx';
import './counter.css';

/** The counter: what waits on top, the tables below, the selected tab's receipt at the right. */
export default function CounterPage() {
  const { t } = useTranslation();
  const wide = useMediaQuery('(min-width: 1000px)', undefined, { getInitialValueInEffect: false });
  const tabId = useWindow((state) => state.selectedTabId);
  return (
    <div className="counter">
      <div className="counter-main">
        <Queue />
        <Floor />
      </div>
      {wide ? (
        <aside className="counter-receipt" aria-label={t(($) => $.counter.receipt.label)}>
          {tabId ? <Receipt key={tabId} tabId={tabId} /> : <NoReceipt />}
        </aside>
      ) : (
        <Drawer
          opened={tabId !== null}
          onClose={() => selectTab(null)}
          position="right"
          size={480}
          withCloseButton={false}
          padding={0}
          aria-label={t(($) => $.counter.receipt.label)}
          styles={{ body: { height: '100%' } }}
        >
          {tabId && <Receipt key={tabId} tabId={tabId} />}
        </Drawer>
      )}
    </div>
  );
}

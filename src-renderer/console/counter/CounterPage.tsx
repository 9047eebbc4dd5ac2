import { Drawer } from '@mantine/core';
import { useIntersection, useMediaQuery } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PrintTroubleBanner } from '../printing/PrintTrouble.tsx';
import { PauseBanner } from '../service/PauseBanner.tsx';
import { selectTab, useWindow } from '../window.ts';
import { ApprovalSheet } from './approval/ApprovalSheet.tsx';
import { ClosedTabs } from './closed/ClosedTabs.tsx';
import { Floor } from './floor/Floor.tsx';
import { Queue } from './queue/Queue.tsx';
import { ReadyStrip } from './ready/ReadyStrip.tsx';
import { NoReceipt } from './receipt/Receipt.tsx';
import { TabPane } from './TabPane.tsx';
import { useWaitingCount } from './waiting.ts';
import './counter.css';

/** The counter: what waits on top, the tables below, the selected tab's receipt at the right. */
export default function CounterPage() {
  const { t } = useTranslation();
  const wide = useMediaQuery('(min-width: 1000px)', undefined, { getInitialValueInEffect: false });
  const tabId = useWindow((state) => state.selectedTabId);
  const sheet = useWindow((state) => state.sheet);
  const closedShown = useWindow((state) => state.closedShown);
  return (
    <div className="counter">
      {closedShown ? (
        <div className="counter-main">
          <ClosedTabs />
        </div>
      ) : (
        <Main />
      )}
      {wide ? (
        <aside className="counter-receipt" aria-label={t(($) => $.counter.receipt.label)}>
          {tabId ? <TabPane key={tabId} tabId={tabId} /> : <NoReceipt />}
        </aside>
      ) : (
        <Drawer
          opened={tabId !== null}
          onClose={() => selectTab(null)}
          position="right"
          size={480}
          withCloseButton={false}
          closeOnEscape={sheet === null}
          padding={0}
          attributes={{ content: { 'aria-label': t(($) => $.counter.receipt.label) } }}
          styles={{ body: { height: '100%' } }}
        >
          {tabId && <TabPane key={tabId} tabId={tabId} />}
        </Drawer>
      )}
      <ApprovalSheet />
    </div>
  );
}

/**
 * The queue and the floor scroll together; scrolled down, a bar above them keeps saying that something waits. It takes
 * its own room, so that it covers nothing.
 */
function Main() {
  const { t } = useTranslation();
  const waiting = useWaitingCount();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref, entry } = useIntersection<HTMLDivElement>({ threshold: 0 });
  const away = waiting > 0 && entry !== null && !entry.isIntersecting;
  return (
    <div className="counter-main">
      <PauseBanner />
      <PrintTroubleBanner />
      {away && (
        <button type="button" className="queue-reminder" onClick={() => scroller.current?.scrollTo({ top: 0 })}>
          <IconArrowUp size={20} aria-hidden />
          {t(($) => $.common.rooms.waiting, { count: waiting })}
        </button>
      )}
      <div className="counter-scroll" ref={scroller}>
        <div ref={ref}>
          <Queue />
          <ReadyStrip />
        </div>
        <Floor />
      </div>
    </div>
  );
}

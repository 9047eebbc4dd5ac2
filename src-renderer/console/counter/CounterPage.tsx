import { Drawer } from '@mantine/core';
import { useIntersection, useMediaQuery } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PrintTroubleBanner } from '../printing/PrintTrouble.tsx';
import { PauseBanner } from '../service/PauseBanner.tsx';
import { selectTab, useWindow } from '../window.ts';
import { ApprovalSheet } from './approval/ApprovalSheet.tsx';
import { ClosedTabs } from './closed/ClosedTabs.tsx';
import { CounterSwitch } from './elsewhere/CounterSwitch.tsx';
import { Elsewhere } from './elsewhere/Elsewhere.tsx';
import { ElsewherePane } from './elsewhere/ElsewherePane.tsx';
import { useCounterShown } from './elsewhere/useCounters.ts';
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
  const tabId = useWindow((state) => state.selectedTabId);
  const sheet = useWindow((state) => state.sheet);
  const wide = useRoomForReceipt(sheet !== null);
  const closedShown = useWindow((state) => state.closedShown);
  const shown = useCounterShown();
  const pane = (id: string) =>
    shown ? (
      <ElsewherePane
        key={id}
        tabId={id}
        counter={shown.counter}
        reachable={shown.cloud === null && shown.counter.connected}
      />
    ) : (
      <TabPane key={id} tabId={id} />
    );
  return (
    <div className="counter">
      {closedShown ? (
        <div className="counter-main">
          <ClosedTabs />
        </div>
      ) : (
        <Main shown={shown} />
      )}
      {wide ? (
        <aside className="counter-receipt" aria-label={t(($) => $.counter.receipt.label)}>
          {tabId ? pane(tabId) : <NoReceipt detail={shown && t(($) => $.elsewhere.look)} />}
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
          {tabId && pane(tabId)}
        </Drawer>
      )}
      <ApprovalSheet />
    </div>
  );
}

/**
 * Whether the receipt stands beside the tables. A sheet that is open keeps it where it is: moved, it would begin anew, and
 * whoever turns a tablet while taking money would lose the tip that was chosen and the change that is to be given.
 */
function useRoomForReceipt(held: boolean): boolean {
  const wide = useMediaQuery('(min-width: 1000px)', undefined, { getInitialValueInEffect: false }) ?? true;
  const [shown, setShown] = useState(wide);
  if (!held && shown !== wide) setShown(wide);
  return held ? shown : wide;
}

/**
 * The queue and the floor scroll together; scrolled down, a bar above them keeps saying that something waits. It takes
 * its own room, so that it covers nothing.
 */
function Main({ shown }: { shown: ReturnType<typeof useCounterShown> }) {
  const { t } = useTranslation();
  const waiting = useWaitingCount();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref, entry } = useIntersection<HTMLDivElement>({ threshold: 0 });
  const away = !shown && waiting > 0 && entry !== null && !entry.isIntersecting;
  return (
    <div className="counter-main">
      <CounterSwitch />
      <PauseBanner />
      <PrintTroubleBanner />
      {away && (
        <button type="button" className="queue-reminder" onClick={() => scroller.current?.scrollTo({ top: 0 })}>
          <IconArrowUp size={20} aria-hidden />
          {t(($) => $.common.rooms.waiting, { count: waiting })}
        </button>
      )}
      <div className="counter-scroll" ref={scroller}>
        {shown ? (
          <Elsewhere key={shown.counter.id} {...shown} />
        ) : (
          <>
            <div ref={ref}>
              <Queue />
              <ReadyStrip />
            </div>
            <Floor />
          </>
        )}
      </div>
    </div>
  );
}

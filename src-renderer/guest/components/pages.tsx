import type { ComponentChildren } from 'preact';
import { useSpeech } from '../context.ts';
import type { VisitState } from '../state.ts';
import { CodeForm } from './code-form.tsx';
import { Header } from './header.tsx';
import { Icon, type IconName } from './icons.tsx';
import { OrderCard } from './order-card.tsx';
import { TabTotals } from './totals.tsx';

interface MessagePageProps {
  readonly state: VisitState;
  readonly icon: IconName;
  readonly colour: string;
  readonly title: string;
  readonly text: string;
  readonly children?: ComponentChildren;
}

function MessagePage({ state, icon, colour, title, text, children }: MessagePageProps) {
  return (
    <>
      <header class="head">
        <Header state={state} />
      </header>
      <main class="message">
        <div class={`outcome ${colour}`} role="status">
          <span class="outcome-mark">
            <Icon name={icon} size={48} />
          </span>
          <h2 class="outcome-title">{title}</h2>
          <p>{text}</p>
        </div>
        {children}
      </main>
    </>
  );
}

/** Nothing answers: wrong Wi-Fi, or the main computer is starting again. */
export function UnreachablePage({ state }: { state: VisitState }) {
  const { t, visit } = useSpeech();
  return (
    <MessagePage
      state={state}
      icon="offline"
      colour="amber"
      title={visit.isRemote ? t.noInternetTitle : t.unreachableTitle}
      text={visit.isRemote ? t.noInternetHint : t.unreachableHint}
    >
      <button type="button" class="secondary" onClick={() => void visit.start()}>
        {t.retry}
      </button>
    </MessagePage>
  );
}

export function UnknownTablePage({ state }: { state: VisitState }) {
  const { t } = useSpeech();
  return <MessagePage state={state} icon="alert" colour="red" title={t.unknownTitle} text={t.unknownHint} />;
}

export function FailedPage({ state }: { state: VisitState }) {
  const { t, visit } = useSpeech();
  return (
    <MessagePage
      state={state}
      icon="alert"
      colour="red"
      title={t.failedTitle}
      text={state.problem?.detail || t.unreachableHint}
    >
      <button type="button" class="secondary" onClick={() => void visit.start()}>
        {t.retry}
      </button>
    </MessagePage>
  );
}

export function CodePage({ state }: { state: VisitState }) {
  const { t } = useSpeech();
  return (
    <MessagePage state={state} icon="hand" colour="accent" title={t.codeTitle} text={t.codeHint}>
      <CodeForm state={state} />
    </MessagePage>
  );
}

/** The session ran out while the table was not opened, or a day has passed. */
export function ExpiredPage({ state }: { state: VisitState }) {
  const { t, visit } = useSpeech();
  return (
    <MessagePage state={state} icon="clock" colour="amber" title={t.expiredTitle} text={t.expiredHint}>
      <button type="button" class="primary" onClick={() => void visit.startAnew()}>
        {t.closedAnew}
      </button>
    </MessagePage>
  );
}

/** The bill is closed: thanks, and the receipt as it was last seen. Nothing is asked of the landing any more. */
export function ClosedPage({ state }: { state: VisitState }) {
  const { t, visit } = useSpeech();
  const tab = state.table?.tab;
  return (
    <MessagePage state={state} icon="check" colour="green" title={t.closedTitle} text={t.closedHint}>
      {tab && tab.orders.length > 0 && (
        <div class="receipt">
          {tab.orders
            .filter((order) => order.state !== 'rejected')
            .map((order) => (
              <OrderCard key={order.id} order={order} isOwn={false} finished />
            ))}
          <TabTotals tab={tab} finished />
        </div>
      )}
      <button type="button" class="secondary" onClick={() => void visit.startAnew()}>
        {t.closedAnew}
      </button>
    </MessagePage>
  );
}

/** Rows in the menu's own measure while it is on the way. */
export function MenuSkeleton() {
  const { t } = useSpeech();
  return (
    <div class="skeleton" role="status">
      <span class="sr-only">{t.loading}</span>
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row} class="skeleton-row" aria-hidden="true">
          <div>
            <i />
            <i />
            <i />
          </div>
          <b />
        </div>
      ))}
    </div>
  );
}

export function StartingPage({ state }: { state: VisitState }) {
  return (
    <>
      <header class="head">
        <Header state={state} />
      </header>
      <main class="menu">
        <MenuSkeleton />
      </main>
    </>
  );
}

import { useEffect, useMemo } from 'preact/hooks';
import { LiveRegion } from './components/announcer.tsx';
import { MenuPage } from './components/menu-page.tsx';
import {
  ClosedPage,
  CodePage,
  ExpiredPage,
  FailedPage,
  StartingPage,
  UnknownTablePage,
  UnreachablePage,
} from './components/pages.tsx';
import { type Speech, SpeechContext } from './context.ts';
import { createFormats } from './format.ts';
import { messages } from './messages.ts';
import type { Phase, VisitState } from './state.ts';
import { useStore } from './store.ts';
import type { Visit } from './visit.ts';

const pages: Readonly<Record<Phase, (props: { state: VisitState }) => preact.JSX.Element>> = {
  starting: StartingPage,
  unreachable: UnreachablePage,
  unknown_table: UnknownTablePage,
  code: CodePage,
  failed: FailedPage,
  open: MenuPage,
  expired: ExpiredPage,
  closed: ClosedPage,
};

/** The diner's page for one visit. */
export function App({ visit }: { visit: Visit }) {
  const state = useStore(visit.store);
  const { language, session, table, clockOffset } = state;
  const currency = session?.currency ?? 'XXX';
  const exponent = session?.currencyExponent ?? 2;
  const speech = useMemo<Speech>(() => {
    const t = messages[language];
    return { t, language, visit, clockOffset, format: createFormats(language, currency, exponent, t.justNow) };
  }, [language, currency, exponent, visit, clockOffset]);

  const tableName = table?.table.name ?? session?.table.name;
  useEffect(() => {
    document.documentElement.lang = language;
    const { t } = speech;
    document.title = [tableName ? t.title(tableName) : t.welcome, session?.restaurant].filter(Boolean).join(' · ');
  }, [language, tableName, session?.restaurant, speech]);

  const Page = pages[state.phase];
  return (
    <SpeechContext.Provider value={speech}>
      <Page state={state} />
      <LiveRegion />
    </SpeechContext.Provider>
  );
}

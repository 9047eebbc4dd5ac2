import { useEffect, useRef } from 'preact/hooks';
import { languages } from '#shared/languages.ts';
import { useSpeech } from '../context.ts';
import type { VisitState } from '../state.ts';
import { Icon } from './icons.tsx';

interface HeaderProps {
  readonly state: VisitState;
  /** The search text, or null while the search is closed; without `onQuery` there is nothing to search. */
  readonly query?: string | null;
  readonly onQuery?: (query: string | null) => void;
}

/** The table's name, the language and the search; always in sight. */
export function Header({ state, query = null, onQuery }: HeaderProps) {
  const { t, visit } = useSpeech();
  const table = state.table?.table ?? state.session?.table;
  const isSearching = query !== null;
  return (
    <>
      <div class="head-row">
        <div class="head-names">
          <h1>{table ? <bdi>{t.title(table.name)}</bdi> : t.welcome}</h1>
          {state.session?.restaurant && (
            <p class="muted" dir="auto">
              {visit.isRemote && `${t.overInternet} · `}
              {state.session.restaurant}
            </p>
          )}
        </div>
        {onQuery && (
          <button
            type="button"
            class="icon-button"
            aria-label={isSearching ? t.searchClose : t.search}
            onClick={() => onQuery(isSearching ? null : '')}
          >
            <Icon name={isSearching ? 'x' : 'search'} size={22} />
          </button>
        )}
        <LanguageSwitch state={state} />
      </div>
      {onQuery && isSearching && <SearchField query={query} onQuery={onQuery} />}
    </>
  );
}

function SearchField({ query, onQuery }: { query: string; onQuery: (query: string | null) => void }) {
  const { t } = useSpeech();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <search class="search-row">
      <input
        ref={input}
        type="search"
        class="search"
        aria-label={t.search}
        placeholder={t.search}
        enterKeyHint="search"
        autoComplete="off"
        value={query}
        onInput={(event) => {
          onQuery(event.currentTarget.value);
          scrollTo(0, 0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') onQuery(null);
        }}
      />
    </search>
  );
}

/** One tap to the other language; it carries its name in that language. */
function LanguageSwitch({ state }: { state: VisitState }) {
  const { t, language, visit } = useSpeech();
  const offered = state.session?.languages ?? languages;
  const other = offered.find((candidate) => candidate !== language);
  if (!other) return null;
  return (
    <button type="button" class="language" onClick={() => visit.setLanguage(other)}>
      <Icon name="globe" />
      <span class="sr-only">{t.language}: </span>
      <span lang={other}>{t.otherLanguage}</span>
    </button>
  );
}

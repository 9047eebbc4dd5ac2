import { useEffect, useRef } from 'preact/hooks';
import { languages } from '#shared/languages.ts';
import { useSpeech } from '../context.ts';
import type { VisitState } from '../state.ts';
import { Icon } from './icons.tsx';

interface HeaderProps {
  readonly state: VisitState;
  /** The search text, or null while the search is closed. */
  readonly query?: string | null;
  readonly onQuery?: (query: string | null) => void;
}

/** The table's name, the language and the search; always in sight. */
export function Header({ state, query = null, onQuery }: HeaderProps) {
  const { t } = useSpeech();
  const input = useRef<HTMLInputElement>(null);
  const isSearching = query !== null;
  useEffect(() => {
    if (isSearching) input.current?.focus();
  }, [isSearching]);
  const table = state.table?.table ?? state.session?.table;

  if (isSearching && onQuery) {
    return (
      <div class="head-row" role="search">
        <input
          ref={input}
          type="search"
          class="search"
          aria-label={t.search}
          placeholder={t.search}
          enterKeyHint="search"
          autoComplete="off"
          value={query}
          onInput={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') onQuery(null);
          }}
        />
        <button type="button" class="icon-button" aria-label={t.searchClose} onClick={() => onQuery(null)}>
          <Icon name="x" />
        </button>
      </div>
    );
  }
  return (
    <div class="head-row">
      <div class="head-names">
        <h1>{table ? <bdi>{t.title(table.name)}</bdi> : t.welcome}</h1>
        {state.session?.restaurant && (
          <p class="muted" dir="auto">
            {state.session.restaurant}
          </p>
        )}
      </div>
      {onQuery && (
        <button type="button" class="icon-button" aria-label={t.search} onClick={() => onQuery('')}>
          <Icon name="search" size={22} />
        </button>
      )}
      <LanguageSwitch state={state} />
    </div>
  );
}

/** One tap to the other language; it carries its name in that language. */
export function LanguageSwitch({ state }: { state: VisitState }) {
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

import { Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactCard } from '#shared/cards/contact-card.ts';
import { CardView } from './CardView.tsx';

/** What a card is found by. */
const searched = (card: ContactCard) =>
  [card.name, card.nickname, ...card.organisation, ...[...card.phones, ...card.emails].map(({ value }) => value)]
    .join('\n')
    .toLowerCase();

/** The cards of one file beside the one that was chosen; only those on the screen exist. */
export function CardList({ cards }: { cards: readonly ContactCard[] }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const [chosen, setChosen] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const texts = useMemo(() => cards.map(searched), [cards]);
  const shown = useMemo(
    () => cards.flatMap((card, index) => (texts[index]?.includes(wanted) ? [{ card, index }] : [])),
    [cards, texts, wanted],
  );
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 60,
    overscan: 8,
  });
  const walk = (event: KeyboardEvent, row: number) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = shown[row + step];
    if (step === 0 || !next) return;
    event.preventDefault();
    setChosen(next.index);
    virtual.scrollToIndex(row + step);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${row + step}"]`)?.focus({ preventScroll: true }),
    );
  };
  const card = cards[chosen];
  return (
    <div className="card-browser">
      <div className="panel card-names">
        <TextInput
          size="md"
          type="search"
          leftSection={<IconSearch size={18} />}
          aria-label={t(($) => $.cards.search)}
          placeholder={t(($) => $.cards.search)}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <div className="card-rows" ref={scroller}>
          {shown.length === 0 && (
            <Text className="hint" p="md">
              {t(($) => $.cards.notFound)}
            </Text>
          )}
          <ul style={{ height: virtual.getTotalSize() }} aria-label={t(($) => $.cards.people)}>
            {virtual.getVirtualItems().map(({ index: row, key, start, size }) => {
              const entry = shown[row];
              return (
                entry && (
                  <li key={key} style={{ transform: `translateY(${start}px)`, height: size }}>
                    <UnstyledButton
                      className="card-row"
                      data-row={row}
                      aria-current={entry.index === chosen || undefined}
                      onClick={() => setChosen(entry.index)}
                      onKeyDown={(event) => walk(event, row)}
                    >
                      <strong>{entry.card.name || t(($) => $.cards.unnamed)}</strong>
                      <span>{entry.card.organisation[0] ?? entry.card.phones[0]?.value ?? ''}</span>
                    </UnstyledButton>
                  </li>
                )
              );
            })}
          </ul>
        </div>
      </div>
      {card && <CardView key={chosen} card={card} />}
    </div>
  );
}

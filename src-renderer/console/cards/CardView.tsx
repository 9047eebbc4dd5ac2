import { ActionIcon, Button, Text } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CardAddress, CardValue, ContactCard } from '#shared/cards/contact-card.ts';
import { copyText } from '../copy.ts';
import { CardPhoto } from './CardPhoto.tsx';

/** The lines of an address as they stand on an envelope; a Chinese one begins with the largest part. */
export function addressLines(address: CardAddress): string[] {
  const { postBox, extended, street, locality, region, postalCode, country } = address;
  const isEastern = /\p{Script=Han}/u.test(`${street}${locality}${region}`);
  const lines = isEastern
    ? [`${country}${region}${locality}${street}`, extended, postBox, postalCode]
    : [street, extended, postBox, [postalCode, locality, region].filter(Boolean).join(' '), country];
  return lines.filter((line) => line !== '');
}

/** What a way to reach somebody is for, in words; the card's own name for it goes first. */
function useOf(value: Pick<CardValue, 'types' | 'label' | 'preferred'>, t: TFunction): string {
  const known = t(($) => $.cards.uses, { returnObjects: true }) as Readonly<Record<string, string>>;
  const words = value.label === undefined ? value.types.flatMap((type) => known[type] ?? []) : [value.label];
  if (value.preferred) words.push(t(($) => $.cards.preferred));
  return words.join(' · ');
}

interface Fact {
  readonly heading: string;
  readonly value: string;
}

function factsOf(card: ContactCard, t: TFunction): Fact[] {
  const facts = (name: string, values: readonly CardValue[]) =>
    values.map((value) => ({ heading: [name, useOf(value, t)].filter(Boolean).join(' · '), value: value.value }));
  const one = (name: string, value: string) => (value === '' ? [] : [{ heading: name, value }]);
  return [
    ...facts(
      t(($) => $.cards.phone),
      card.phones,
    ),
    ...facts(
      t(($) => $.cards.email),
      card.emails,
    ),
    ...card.addresses.map((address) => ({
      heading: [t(($) => $.cards.address), useOf(address, t)].filter(Boolean).join(' · '),
      value: addressLines(address).join('\n'),
    })),
    ...facts(
      t(($) => $.cards.url),
      card.urls,
    ),
    ...one(
      t(($) => $.cards.nickname),
      card.nickname,
    ),
    ...one(
      t(($) => $.cards.birthday),
      card.birthday,
    ),
    ...one(
      t(($) => $.cards.note),
      card.note,
    ),
  ];
}

/** One card, all of it as text: nothing in it can be followed, run or fetched. */
export function CardView({ card }: { card: ContactCard }) {
  const { t } = useTranslation();
  const name = card.name || t(($) => $.cards.unnamed);
  const place = [card.title, card.role, card.organisation.join(' · ')].filter((part) => part !== '');
  const facts = factsOf(card, t);
  const whole = [name, ...place, '', ...facts.map(({ heading, value }) => `${heading}: ${value}`)].join('\n');
  return (
    <article className="panel contact-card" aria-label={name}>
      <header className="panel-section contact-head">
        <CardPhoto photo={card.photo} label={t(($) => $.cards.photoOf, { name })} />
        <div className="contact-name">
          <h2>{name}</h2>
          {place.map((part) => (
            <Text key={part} size="md" c="dimmed">
              {part}
            </Text>
          ))}
        </div>
        <Button
          variant="default"
          size="md"
          leftSection={<IconCopy size={18} />}
          onClick={() =>
            void copyText(
              whole,
              t(($) => $.cards.copiedAll),
            )
          }
        >
          {t(($) => $.cards.copyAll)}
        </Button>
      </header>
      {facts.length === 0 ? (
        <Text className="panel-section hint">{t(($) => $.cards.nothing)}</Text>
      ) : (
        <dl className="contact-facts">
          {facts.map(({ heading, value }) => (
            <div key={`${heading}:${value}`} className="contact-fact">
              <dt>{heading}</dt>
              <dd>{value}</dd>
              <dd>
                <ActionIcon
                  variant="subtle"
                  color="done"
                  size={44}
                  aria-label={t(($) => $.cards.copyOne, { what: `${heading}: ${value}` })}
                  onClick={() =>
                    void copyText(
                      value,
                      t(($) => $.cards.copied, { what: value.split('\n', 1)[0] ?? '' }),
                    )
                  }
                >
                  <IconCopy size={20} stroke={1.7} />
                </ActionIcon>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}

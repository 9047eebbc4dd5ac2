import type { TFunction } from 'i18next';
import type { en } from '../../ui/i18n/en.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { formatDateTime } from '../../ui/time.ts';

type Entity = keyof typeof en.cloud.entities;
type Field = keyof typeof en.cloud.fields;

const known = <Key extends string>(words: Readonly<Record<Key, unknown>>, key: string): key is Key =>
  Object.hasOwn(words, key);

/** What people call a kind of record; its own name where this console has no word for it. */
export function entityName(entity: string, t: TFunction): string {
  const words = t(($) => $.cloud.entities, { returnObjects: true }) as Record<Entity, string>;
  return known(words, entity) ? words[entity] : entity;
}

/** What people call a field; its own name where this console has no word for it. */
export function fieldName(field: string, t: TFunction): string {
  const words = t(($) => $.cloud.fields, { returnObjects: true }) as Record<Field, string>;
  return known(words, field) ? words[field] : field;
}

const times: readonly string[] = ['pausedAt', 'backAt', 'createdAt'];

/** A text, or one by language, in the language of the screen; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const texts = Object.entries(value);
  if (texts.length === 0 || texts.some(([, text]) => typeof text !== 'string')) return undefined;
  const own = texts.find(([language]) => language === currentLanguage());
  return String((own ?? texts[0])?.[1]);
}

/** A field's value as a person reads it. `money` writes minor units in the house's currency. */
export function valueInWords(field: string | null, value: unknown, money: (amount: number) => string, t: TFunction) {
  if (value === null || value === undefined || value === '') return t(($) => $.cloud.conflicts.nothing);
  if (typeof value === 'boolean') return value ? t(($) => $.cloud.conflicts.yes) : t(($) => $.cloud.conflicts.no);
  if (typeof value === 'number') {
    if (field === 'price') return money(value);
    if (field !== null && times.includes(field)) return formatDateTime(value, currentLanguage());
    return new Intl.NumberFormat(currentLanguage()).format(value);
  }
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 0) return t(($) => $.cloud.conflicts.nothing);
  // All languages: what differs may be in the one the screen does not speak.
  if (textOf(value) !== undefined) return Object.values(value as Record<string, string>).join('\n');
  if (Array.isArray(value) && value.every((part) => typeof part === 'string'))
    return value.join(t(($) => $.common.listSeparator));
  return JSON.stringify(value, null, 2);
}

import { en } from '../../../ui/i18n/en.ts';

const { actions, fields } = en.keyRecord.record;
type KnownAction = keyof typeof actions;
type KnownField = keyof typeof fields;

/** Who acts without a person, as the record writes it. */
export const benchItself = 'bench';

/** Whether the page has words for an action. */
export const isKnownAction = (action: string): action is KnownAction => Object.hasOwn(actions, action);

/** Whether the page has words for a field of an entry. */
export const isKnownField = (field: string): field is KnownField => Object.hasOwn(fields, field);

/** One thing that an entry says beside its action. */
export interface Detail {
  readonly field: string;
  readonly value: string | boolean;
}

/** How an entry names each of several things, shortest first: terminals by their serial number, refused ones with why. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(plain).join(', ');
  const { serial, code } = value as { serial?: string; code?: string };
  if (serial !== undefined) return code === undefined ? serial : `${serial} (${code})`;
  return Object.values(value).map(plain).join(' ');
}

/** What an entry says beside its action, without what is empty; times are written by `time`. */
export function detailsOf(details: Readonly<Record<string, unknown>>, time: (at: number) => string): Detail[] {
  return Object.entries(details).flatMap(([field, value]): Detail[] => {
    if (typeof value === 'boolean') return [{ field, value }];
    if (field === 'acceptedAt' && typeof value === 'number') return [{ field, value: time(value) }];
    const text = value === null || value === undefined ? '' : plain(value);
    return text === '' ? [] : [{ field, value: text }];
  });
}

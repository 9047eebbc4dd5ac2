import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { isNamed, trimmedText } from '../menu/itemDraft.ts';

export type TaxClassDraft = OrderingSettings['taxClasses'][number];
export type TaxDraft = Pick<OrderingSettings, 'taxMode' | 'taxClasses'>;

/** A new tax class. Its id stays for good: dishes refer to it. */
export function newTaxClass(): TaxClassDraft {
  return { id: crypto.randomUUID(), name: {}, eatInPpm: 0, takeAwayPpm: 0 };
}

/** What keeps the taxes from being saved. */
export function taxProblem({ taxClasses }: TaxDraft): 'name' | 'rate' | undefined {
  if (taxClasses.some(({ eatInPpm, takeAwayPpm }) => Number.isNaN(eatInPpm) || Number.isNaN(takeAwayPpm)))
    return 'rate';
  return taxClasses.every((taxClass) => isNamed(taxClass.name)) ? undefined : 'name';
}

/** Complete taxes as the landing takes them. */
export function taxInput({ taxMode, taxClasses }: TaxDraft): TaxDraft {
  return { taxMode, taxClasses: taxClasses.map((taxClass) => ({ ...taxClass, name: trimmedText(taxClass.name) })) };
}

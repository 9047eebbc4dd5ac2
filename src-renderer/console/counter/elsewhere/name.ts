import type { TFunction } from 'i18next';
import type { Counter } from './useCounters.ts';

/** What a counter is called; one whose name the cloud never said has the end of its id. */
export function nameOf({ id, name }: Pick<Counter, 'id' | 'name'>, t: TFunction): string {
  return name || t(($) => $.elsewhere.nameless, { id: id.slice(-4) });
}

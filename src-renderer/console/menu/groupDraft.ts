import type { LocalizedText } from '#shared/languages.ts';
import { isNamed, trimmedText } from './itemDraft.ts';
import type { MenuOptionGroup } from './rows.ts';

/** A choice while it is edited; `priceDelta` is signed minor units, null = none, NaN = unreadable. */
export interface OptionDraft {
  readonly id: string;
  readonly name: LocalizedText;
  readonly priceDelta: number | null;
  readonly available: boolean;
  readonly maxQuantity: number;
  /** Chosen already when a guest opens the dish. */
  readonly preset?: boolean | undefined;
}

/** A group of choices while it is edited; `id` is absent for a new one. */
export interface GroupDraft {
  readonly id?: string;
  readonly name: LocalizedText;
  readonly min: number;
  readonly max: number;
  readonly options: readonly OptionDraft[];
}

export type GroupProblem = 'name' | 'range' | 'reach' | 'options' | 'prices' | 'presets';

/** A new choice; its id is made here, since choices live inside their group. */
export function newOption(): OptionDraft {
  return { id: crypto.randomUUID(), name: {}, priceDelta: null, available: true, maxQuantity: 1 };
}

/** A new group: choose one of two. */
export function emptyGroup(): GroupDraft {
  return { name: {}, min: 1, max: 1, options: [newOption(), newOption()] };
}

/** An existing group as a draft. */
export function groupDraftOf({ id, name, min, max, options }: MenuOptionGroup): GroupDraft {
  return {
    id,
    name,
    min,
    max,
    options: options.map((option) => ({ ...option, priceDelta: option.priceDelta || null })),
  };
}

/** What keeps a group from being saved, in the order of the fields. */
export function groupProblems(group: GroupDraft): GroupProblem[] {
  const problems: GroupProblem[] = [];
  if (!isNamed(group.name)) problems.push('name');
  if (group.min > group.max || group.max < 1) problems.push('range');
  const reach = group.options.reduce((sum, option) => sum + option.maxQuantity, 0);
  if (group.options.length > 0 && reach < group.min) problems.push('reach');
  if (group.options.length === 0 || !group.options.every((option) => isNamed(option.name))) problems.push('options');
  if (group.options.some((option) => Number.isNaN(option.priceDelta))) problems.push('prices');
  if (group.options.filter((option) => option.preset).length > group.max) problems.push('presets');
  return problems;
}

/** A complete group as the landing takes it. */
export function groupInput(group: GroupDraft) {
  return {
    ...(group.id === undefined ? {} : { id: group.id }),
    name: trimmedText(group.name),
    min: group.min,
    max: group.max,
    options: group.options.map((option) => ({
      ...option,
      preset: option.preset ?? false,
      name: trimmedText(option.name),
      priceDelta: option.priceDelta ?? 0,
    })),
  };
}

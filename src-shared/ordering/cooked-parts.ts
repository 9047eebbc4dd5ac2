import type { OrderedLine } from './events.ts';

/** What one station makes of an ordered line. */
export interface CookedPart {
  /** What the kitchen's steps call it: the line's id, or the id of a dish of a combo. */
  readonly id: string;
  readonly itemId: string;
  readonly name: OrderedLine['name'];
  readonly station: string;
  /** Portions altogether. */
  readonly quantity: number;
  readonly options: OrderedLine['options'];
  readonly note: string;
  readonly weightGrams: number | undefined;
  /** The combo it belongs to, or null. */
  readonly comboName: OrderedLine['name'] | null;
}

/** A line as the kitchen makes it: itself, or each dish of a combo for its own station. */
export function cookedParts(line: OrderedLine): CookedPart[] {
  if (!line.components) {
    const { itemId, name, station, quantity, options, note, weightGrams } = line;
    return [{ id: line.id, itemId, name, station, quantity, options, note, weightGrams, comboName: null }];
  }
  return line.components.map((component) => ({
    id: component.id,
    itemId: component.itemId,
    name: component.name,
    station: component.station,
    quantity: component.quantity * line.quantity,
    options: component.options,
    note: line.note,
    weightGrams: undefined,
    comboName: line.name,
  }));
}

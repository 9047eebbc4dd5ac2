import type { Evidence } from './evidence.ts';

/** A value that somebody wrote into a field that nobody else writes. */
interface FieldHistory {
  readonly entity: string;
  readonly id: string;
  readonly column: string;
  /** What was last answered "received"; undefined when nothing was yet. */
  acknowledged: { readonly value: unknown } | undefined;
  /** Sent after that and not answered: it may stand in its place. */
  unsure: unknown[];
}

/** A field that several houses wrote while none could hear of the others. */
export interface Collision {
  readonly itemId: string;
  readonly prices: readonly number[];
}

/** Everything that was answered "received", and what is not known of what was not. */
export class Ledger {
  readonly #orders = new Map<string, { readonly id: string; readonly total: number } | undefined>();
  readonly #fields = new Map<string, FieldHistory>();
  readonly #collisions: Collision[] = [];

  /** An order is sent for the first time. */
  orderSent(key: string): void {
    this.#orders.set(key, undefined);
  }

  orderReceived(key: string, order: { readonly id: string; readonly total: number }): void {
    this.#orders.set(key, order);
  }

  fieldSent(entity: string, id: string, column: string, value: unknown): void {
    const name = `${entity} ${id} ${column}`;
    const known = this.#fields.get(name) ?? { entity, id, column, acknowledged: undefined, unsure: [] };
    known.unsure.push(value);
    this.#fields.set(name, known);
  }

  fieldReceived(entity: string, id: string, column: string, value: unknown): void {
    const known = this.#fields.get(`${entity} ${id} ${column}`);
    if (!known) throw new Error('it was never sent');
    known.acknowledged = { value };
    known.unsure = [];
  }

  collided(collision: Collision): void {
    this.#collisions.push(collision);
  }

  get size(): { orders: number; fields: number; collisions: number } {
    const orders = [...this.#orders.values()].filter((order) => order !== undefined).length;
    return { orders, fields: this.#fields.size, collisions: this.#collisions.length };
  }

  /** What of it is not in a landing's database as it must be, in words; empty when all is. */
  missingIn(evidence: Evidence): string[] {
    return [...this.#ordersMissing(evidence), ...this.#fieldsMissing(evidence), ...this.#valuesMissing(evidence)];
  }

  *#ordersMissing(evidence: Evidence): Generator<string> {
    const keys = evidence.orderKeys();
    const orders = evidence.orders();
    for (const [key, received] of this.#orders) {
      const times = keys.get(key) ?? 0;
      if (received && times !== 1) yield `order ${key} is there ${times} times`;
      if (!received && times > 1) yield `order ${key}, which nobody was told of, is there ${times} times`;
      if (received && orders.get(received.id) !== received.total)
        yield `order ${key} costs ${orders.get(received.id)} in place of ${received.total}`;
    }
    const unknown = [...keys.keys()].filter((key) => !this.#orders.has(key));
    if (unknown.length > 0) yield `orders that nobody sent: ${unknown.join(', ')}`;
  }

  *#fieldsMissing(evidence: Evidence): Generator<string> {
    for (const { entity, id, column, acknowledged, unsure } of this.#fields.values()) {
      const value = evidence.field(entity, id, column);
      const allowed = [...(acknowledged ? [acknowledged.value] : [undefined]), ...unsure];
      const isOriginal = acknowledged === undefined;
      if (!isOriginal && !allowed.includes(value))
        yield `${column} of ${entity} ${id} is ${String(value)} in place of ${allowed.join(' or ')}`;
    }
  }

  *#valuesMissing(evidence: Evidence): Generator<string> {
    for (const { itemId, prices } of this.#collisions) {
      const current = evidence.field('item', itemId, 'price');
      const there = new Set([current, ...evidence.kept('item', itemId, 'price')]);
      for (const price of prices)
        if (!there.has(price)) yield `price ${price} of item ${itemId} is neither in force (${current}) nor kept`;
    }
  }
}

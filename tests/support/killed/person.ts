import { randomUUID } from 'node:crypto';
import type { OrderView } from '#shared/ordering/guest-api.ts';
import { type Line, newKey, Phone } from '#tests/support/api.ts';
import type { House } from './house.ts';
import type { Ledger } from './ledger.ts';
import type { WorkKind, WorkQueue } from './work.ts';

export interface Table {
  readonly id: string;
  readonly token: string;
}

/** What belongs to one house alone, so that everybody knows what must stand there at the end. */
export interface Duties {
  /** What is ordered: nobody changes its price. */
  readonly dish: { readonly line: Line; readonly amount: number };
  readonly pricedItems: readonly string[];
  readonly soldOutItems: readonly string[];
  /** A setting of its own, where there is one. */
  readonly setting:
    | { readonly name: string; readonly column: string; readonly value: (n: number) => unknown }
    | undefined;
  readonly enterpriseId: string;
  /** A table that nobody has sat at yet; asked once each time that people begin anew. */
  readonly freeTable: () => Table;
}

/** A refusal that is no accident. */
class Refused extends Error {}

/** Given up: the landing is not the one it was. */
const begunAnew = Symbol('begun anew');

const mostAttempts = 500;

let count = 0;

/** The people of one house: each piece of work is tried until it is answered "received", over any number of deaths. */
export class Person {
  readonly #house: House;
  readonly #duties: Duties;
  readonly #ledger: Ledger;
  readonly #random: () => number;
  #categories: { readonly generation: number; readonly ids: string[] } = { generation: 1, ids: [] };
  #table: { readonly generation: number; readonly table: Table } | undefined;
  #phone: { readonly generation: number; readonly phone: Phone } | undefined;
  #tab: { readonly generation: number; readonly id: string } | undefined;

  constructor(house: House, duties: Duties, ledger: Ledger, random: () => number) {
    this.#house = house;
    this.#duties = duties;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Works until there is nothing more to do. */
  async work(queue: WorkQueue): Promise<void> {
    for (let piece = await queue.take(); piece !== undefined; piece = await queue.take()) {
      await this.#do(piece);
      queue.done();
    }
  }

  #do(piece: WorkKind): Promise<unknown> {
    switch (piece) {
      case 'phone order':
        return this.#orderByPhone();
      case 'counter order':
        return this.#orderAtCounter();
      case 'dish price':
        return this.#changePrice(this.#pick(this.#duties.pricedItems), 1_000 + ++count);
      case 'sold out':
        return this.#sellOut();
      case 'category':
        return this.#keepCategory();
      case 'setting':
        return this.#set();
    }
  }

  #pick<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.#random() * choices.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }

  /** Tries until it succeeds; gives up when the house begins anew. What fails again and again has another cause. */
  async #until<T>(attempt: () => Promise<T>): Promise<T | typeof begunAnew> {
    const { generation } = this.#house;
    for (let left = mostAttempts; ; left -= 1) {
      try {
        return await this.#house.visit(async () => (this.#house.generation === generation ? attempt() : begunAnew));
      } catch (error) {
        if (error instanceof Refused || left === 0) throw error;
      }
    }
  }

  async #call<T>(path: string, input: unknown, method: 'GET' | 'POST' = 'POST'): Promise<T> {
    const owner = await this.#house.owner();
    const { status, data, problem } = await owner.call<T>(path, input, method);
    // A price that was looked at is another one by now: look again.
    if (problem && status < 500 && status !== 429 && problem.code !== 'menu_changed')
      throw new Refused(`${this.#house.name}: ${path} ${JSON.stringify(input)}: ${problem.code} ${problem.detail}`);
    if (status !== 200) throw new Error(`${status}`);
    return data;
  }

  async #orderByPhone(): Promise<void> {
    const phone = await this.#until(() => this.#atTable());
    if (phone === begunAnew) return;
    const key = newKey();
    const { line, amount } = this.#duties.dish;
    this.#ledger.orderSent(key);
    await this.#until(async () => {
      const { status, body } = await phone.order([line], amount, { key });
      if (status >= 500 || status === 429) throw new Error(`${status}`);
      if (status >= 300) throw new Refused(`${this.#house.name}: ${JSON.stringify(body)}`);
      this.#ledger.orderReceived(key, { id: body.order.id, total: body.order.total.amount });
    });
  }

  async #atTable(): Promise<Phone> {
    const { generation, url } = this.#house;
    if (this.#phone?.generation === generation) return this.#phone.phone;
    if (this.#table?.generation !== generation) this.#table = { generation, table: this.#duties.freeTable() };
    const { table } = this.#table;
    const owner = await this.#house.owner();
    const opened = await owner.call('ordering.tabs.open', { tableId: table.id }, 'POST');
    if (opened.problem && opened.problem.code !== 'table_occupied') throw new Error(opened.problem.code);
    const phone = await Phone.scan(`${url}/t/${table.token}`);
    this.#phone = { generation, phone };
    return phone;
  }

  async #orderAtCounter(): Promise<void> {
    const { generation } = this.#house;
    const known = this.#tab?.generation === generation ? this.#tab.id : undefined;
    const tabId = known ?? randomUUID();
    const opened = known ?? (await this.#until(() => this.#call('ordering.tabs.openTakeAway', { tabId })));
    if (opened === begunAnew) return;
    this.#tab = { generation, id: tabId };
    const idempotencyKey = newKey();
    const { line } = this.#duties.dish;
    this.#ledger.orderSent(idempotencyKey);
    await this.#until(async () => {
      const input = { tabId, lines: [{ ...line, options: line.options ?? [] }], idempotencyKey };
      const { order } = await this.#call<{ order: OrderView }>('ordering.orders.place', input);
      this.#ledger.orderReceived(idempotencyKey, { id: order.id, total: order.total.amount });
    });
  }

  /** Gives a dish another price. */
  async #changePrice(itemId: string, price: number): Promise<void> {
    this.#ledger.fieldSent('item', itemId, 'price', price);
    await this.#until(async () => {
      await setPrice((path, input, method) => this.#call(path, input, method), itemId, price);
      this.#ledger.fieldReceived('item', itemId, 'price', price);
    });
  }

  async #sellOut(): Promise<void> {
    const itemId = this.#pick(this.#duties.soldOutItems);
    const soldOut = this.#random() < 0.5;
    this.#ledger.fieldSent('item', itemId, 'sold_out', Number(soldOut));
    await this.#until(async () => {
      await this.#call('ordering.menu.setAvailability', { itemId, soldOut });
      this.#ledger.fieldReceived('item', itemId, 'sold_out', Number(soldOut));
    });
  }

  /** Adds a category, or gives one of its own another name. */
  async #keepCategory(): Promise<void> {
    const { generation } = this.#house;
    // An older copy of the data does not have the newer ones yet.
    if (this.#categories.generation !== generation) this.#categories = { generation, ids: [] };
    const { ids } = this.#categories;
    const known = this.#random() < 0.6 && ids.length > 0 ? this.#pick(ids) : undefined;
    const name = { en: `Category ${++count}` };
    const text = JSON.stringify(name);
    if (known !== undefined) this.#ledger.fieldSent('category', known, 'name', text);
    await this.#until(async () => {
      const input = known === undefined ? { name } : { id: known, name };
      const { id } = await this.#call<{ id: string }>('ordering.menu.saveCategory', input);
      if (known === undefined) {
        ids.push(id);
        this.#ledger.fieldSent('category', id, 'name', text);
      }
      this.#ledger.fieldReceived('category', id, 'name', text);
    });
  }

  async #set(): Promise<void> {
    const { setting, enterpriseId } = this.#duties;
    if (!setting) return;
    const value = setting.value(++count);
    const stored = typeof value === 'object' ? JSON.stringify(value) : value;
    this.#ledger.fieldSent('ordering_settings', enterpriseId, setting.column, stored);
    await this.#until(async () => {
      await this.#call('ordering.settings.update', { [setting.name]: value });
      this.#ledger.fieldReceived('ordering_settings', enterpriseId, setting.column, stored);
    });
  }
}

/** Sets a dish's price over the console, which asks what it was; the same once more does no harm. */
export async function setPrice(
  call: <T>(path: string, input: unknown, method?: 'GET' | 'POST') => Promise<T>,
  itemId: string,
  price: number,
): Promise<void> {
  const { items } = await call<{ items: { id: string; price: number }[] }>('ordering.menu.list', undefined, 'GET');
  const from = items.find(({ id }) => id === itemId)?.price;
  if (from === price) return;
  await call('ordering.menu.changePrices', { prices: [{ itemId, daypart: null, from, to: price }] });
}

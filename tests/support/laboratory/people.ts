import { newId } from '#main/store/service.ts';
import { AppError } from '#shared/errors.ts';
import { syncedStreams } from '#shared/sync/entities.ts';
import { Evening, type EveningStep, eveningSteps } from '../evening.ts';
import type { LabLanding } from './landing.ts';
import type { Ledger, RecordWrite } from './ledger.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A table that people edit in the laboratory: its columns, and how a number becomes a value that is nobody else's. */
interface EditedTable {
  readonly columns: readonly string[];
  readonly value: (column: string, n: number) => string | number;
  /** How a new one is made; not every table gets new ones. */
  readonly isMade: boolean;
}

const edited: Readonly<Record<string, EditedTable>> = {
  category: {
    columns: ['name', 'position'],
    value: (column, n) => (column === 'name' ? JSON.stringify({ en: `name ${n}` }) : 1_000 + n),
    isMade: true,
  },
  dining_table: {
    columns: ['name', 'area', 'position'],
    value: (column, n) => (column === 'position' ? 1_000 + n : `${column} ${n}`),
    isMade: false,
  },
};

const streams = Object.keys(syncedStreams)
  .map((stream) => `'${stream}'`)
  .join(', ');

/** A value as the entity has it: JSON columns are read. */
export function toWire(column: string, value: unknown): unknown {
  return column === 'name' && typeof value === 'string' && value.startsWith('{') ? JSON.parse(value) : value;
}

const wired = (raw: Raw): Raw => Object.fromEntries(Object.entries(raw).map(([c, v]) => [c, toWire(c, v)]));

/** The people of the enterprise: they write on its landings, and the ledger is told what they were told is safe. */
export class People {
  readonly #ledger: Ledger;
  readonly #random: () => number;
  #values = 0;

  constructor(ledger: Ledger, random: () => number) {
    this.#ledger = ledger;
    this.#random = random;
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }

  /** Takes down the facts of a landing that nobody knew yet: they were written there. */
  noteFacts(landing: LabLanding): number {
    const rows = landing.replica.rows(`SELECT id FROM event WHERE stream IN (${streams}) ORDER BY position`);
    return this.#ledger.facts(
      landing.name,
      rows.map(({ id }) => String(id)),
    );
  }

  /** Somebody does one thing of an evening. Gives what it was. */
  async evening(landing: LabLanding): Promise<string> {
    const step: EveningStep = {
      what: this.#pick(eveningSteps) ?? 'open',
      which: Math.floor(this.#random() * 1_000),
      amount: 1 + Math.floor(this.#random() * 20_000),
    };
    await new Evening({ landing: landing.replica }, [landing.replica.owner]).play(step);
    const facts = this.noteFacts(landing);
    return `${step.what} (${facts} facts)`;
  }

  /** Somebody edits one or two fields of a record, of the `which`-th one. Gives what it was. */
  async edit(
    landing: LabLanding,
    entity = this.#pick(Object.keys(edited)) ?? 'category',
    which = Math.floor(this.#random() * 1_000),
  ): Promise<string> {
    const rows = landing.replica.rows(`SELECT id FROM ${entity} ORDER BY id`);
    const id = rows[which % Math.max(1, rows.length)]?.['id'];
    if (typeof id !== 'string') return 'nothing to edit';
    const { columns, value } = edited[entity] as EditedTable;
    const from = Math.floor(this.#random() * columns.length);
    const count = this.#random() < 0.6 ? 1 : 2;
    const chosen = Array.from({ length: count }, (_, n) => columns[(from + n) % columns.length] as string);
    const fields = Object.fromEntries(chosen.map((column) => [column, value(column, this.#next())]));
    return this.#write(landing, [{ kind: 'put', entity, id, fields }]);
  }

  /** Somebody makes records, all in one transaction. */
  async make(landing: LabLanding, count = 1): Promise<string> {
    const { columns, value } = edited['category'] as EditedTable;
    const writes = Array.from({ length: count }, () => {
      const n = this.#next();
      const fields = Object.fromEntries(columns.map((column) => [column, value(column, n)]));
      return { kind: 'put', entity: 'category', id: newId(), fields } as const;
    });
    return this.#write(landing, writes);
  }

  /** Somebody deletes a category that no dish is in. */
  async remove(landing: LabLanding): Promise<string> {
    const id = this.#pick(
      landing.replica.rows('SELECT id FROM category WHERE id NOT IN (SELECT category_id FROM item) ORDER BY id'),
    )?.['id'];
    if (typeof id !== 'string') return 'nothing to delete';
    return this.#write(landing, [{ kind: 'delete', entity: 'category', id, fields: {} }]);
  }

  #next(): number {
    this.#values += 1;
    return this.#values;
  }

  /** Writes in one transaction; the ledger hears of it when it is acknowledged. Gives what it was, or why it was refused. */
  async #write(landing: LabLanding, writes: readonly Omit<RecordWrite, 'before'>[]): Promise<string> {
    const { connection, store } = landing.replica.opened;
    const said = writes.length > 3 ? `${writes.length} writes` : writes.map(textOf).join('; ');
    try {
      const done = await store.write(landing.replica.owner.userId, () =>
        writes.map((write): RecordWrite | undefined => {
          const { kind, entity, id, fields } = write;
          const all = connection.prepare<[string], Raw>(`SELECT * FROM ${entity} WHERE id = ?`).get(id);
          const names = Object.keys(fields);
          if (kind === 'delete') {
            connection.prepare(`DELETE FROM ${entity} WHERE id = ?`).run(id);
            return all && { ...write, before: wired(all) };
          }
          const values = names.map((name) => fields[name]);
          if (all) {
            const sets = names.map((name) => `${name} = ?`).join(', ');
            connection.prepare(`UPDATE ${entity} SET ${sets} WHERE id = ?`).run(...values, id);
          } else {
            const marks = names.map(() => ', ?').join('');
            connection.prepare(`INSERT INTO ${entity} (id, ${names.join(', ')}) VALUES (?${marks})`).run(id, ...values);
          }
          const before = all && wired(Object.fromEntries(names.map((name) => [name, all[name]])));
          return { ...write, fields: wired(fields), before };
        }),
      );
      for (const write of done) if (write) this.#ledger.wrote(landing.name, write);
      return said;
    } catch (error) {
      // Nobody is ever refused for what sync does; a full disk is another thing.
      if (!(error instanceof AppError) || error.code !== 'storage_full') throw error;
      return `${said}: refused, ${error.message}`;
    }
  }
}

const textOf = ({ kind, entity, id, fields }: Omit<RecordWrite, 'before'>) =>
  kind === 'delete' ? `deletes ${entity} ${id}` : `${entity} ${id} ${JSON.stringify(fields)}`;

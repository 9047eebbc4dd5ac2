import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Tx } from './driver.ts';

const dialect = new PgDialect();

/**
 * A statement whose text is always the same: it is built once, and each connection parses and plans it once. `query` has
 * its values as `sql.placeholder(name)`. Names are unique in the program.
 */
export class Prepared<Values extends object, Row = object> {
  readonly #name: string;
  readonly #query: ReturnType<PgDialect['sqlToQuery']>;

  constructor(name: string, query: SQL) {
    this.#name = name;
    this.#query = dialect.sqlToQuery(query);
  }

  /** Sends it at once; gives its rows. */
  async rows(tx: Tx, values: Values): Promise<Row[]> {
    const prepared = tx._.session.prepareQuery(this.#query, undefined, this.#name, false);
    const { rows } = (await prepared.execute({ ...values } as Record<string, unknown>)) as { rows: Row[] };
    return rows;
  }
}

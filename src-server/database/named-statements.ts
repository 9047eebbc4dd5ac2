import { type PGlite, parse, protocol, type QueryOptions, type Results, type Transaction } from '@electric-sql/pglite';
import { PgDialect, type PgPreparedQuery, type PreparedQueryConfig } from 'drizzle-orm/pg-core';
import { PgliteSession, PgliteTransaction } from 'drizzle-orm/pglite';
import type { Tx } from './driver.ts';

const { serialize } = protocol;
const dialect = new PgDialect();
const inTransaction = { syncToFs: false } as const;

interface Known {
  readonly text: string;
  /** The types of its parameters. */
  readonly types: readonly number[];
}

/**
 * Statements that PGlite's engine keeps by name, as a connection to PostgreSQL does: each is parsed and planned once, and
 * from then on one call into the engine binds, executes and answers it. PGlite's own `query` takes six, and plans anew.
 */
export class NamedStatements {
  readonly #pglite: PGlite;
  readonly #known = new Map<string, Known>();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** PGlite's `query` inside a transaction, for the statement that the name stands for. */
  query<Row>(name: string, text: string, values: readonly unknown[], options?: QueryOptions): Promise<Results<Row>> {
    const pglite = this.#pglite;
    // Statements that were left on their way take their turns.
    return pglite.runExclusive(async () => {
      const known = this.#known.get(name) ?? (await this.#parse(name, text));
      if (known.text !== text) throw new Error(`the name ${name} stands for another statement`);
      const messages = [
        serialize.bind({
          statement: name,
          values: values.map((value, at) => this.#serialized(value, known.types[at])),
        }),
        serialize.describe({ type: 'P' }),
        serialize.execute(),
        serialize.sync(),
      ];
      const answers = await pglite.execProtocolStream(Buffer.concat(messages), inTransaction);
      const [results] = parse.parseResults(answers, pglite.parsers, options);
      return results as Results<Row>;
    });
  }

  async #parse(name: string, text: string): Promise<Known> {
    const messages = [serialize.parse({ name, text }), serialize.describe({ type: 'S', name }), serialize.sync()];
    const answers = await this.#pglite.execProtocolStream(Buffer.concat(messages), inTransaction);
    const known = { text, types: parse.parseDescribeStatementResults(answers) };
    this.#known.set(name, known);
    return known;
  }

  #serialized(value: unknown, type = 0): string | null {
    if (value === null || value === undefined) return null;
    return this.#pglite.serializers[type]?.(value) ?? String(value);
  }
}

/** Drizzle's transaction on PGlite; its statements that have a name are kept by the engine. */
export function namedTransaction(client: Transaction, statements: NamedStatements): Tx {
  return new PgliteTransaction(dialect, new NamedSession(client, statements), undefined) as unknown as Tx;
}

class NamedSession extends PgliteSession<Record<string, never>, Record<string, never>> {
  readonly #client: Transaction;
  readonly #statements: NamedStatements;

  constructor(client: Transaction, statements: NamedStatements) {
    super(client, dialect, undefined);
    this.#client = client;
    this.#statements = statements;
  }

  override prepareQuery<T extends PreparedQueryConfig>(
    ...[query, fields, name, ...more]: Parameters<
      PgliteSession<Record<string, never>, Record<string, never>>['prepareQuery']
    >
  ): PgPreparedQuery<T> {
    if (!name) return super.prepareQuery<T>(query, fields, name, ...more);
    const client = {
      ...this.#client,
      query: <Row>(text: string, values?: unknown[], options?: QueryOptions) => {
        if (this.#client.closed) throw new Error('the transaction has ended');
        return this.#statements.query<Row>(name, text, values ?? [], options);
      },
    };
    return new PgliteSession(client, dialect, undefined).prepareQuery<T>(query, fields, name, ...more);
  }
}

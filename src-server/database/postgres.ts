import { setTimeout as delay } from 'node:timers/promises';
import { NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { StartupError } from '../startup-error.ts';
import { type Driver, type Settings, settingText, type Tx, type Work } from './driver.ts';
import { Left } from './left.ts';
import { PostgresListener } from './listener.ts';

/** How long things may take before the database gives up on them, in ms. */
const limits = {
  /** One statement of a request or a job. */
  statement: 30_000,
  /** Waiting for another transaction's lock. */
  lock: 10_000,
  /** A transaction whose program says nothing any more. */
  idleInTransaction: 60_000,
  /** Waiting for a connection of the pool, and for one to be made. */
  connect: 10_000,
} as const;

/** Oldest PostgreSQL that is accepted: from here on a role's member may be granted just `SET`. */
const neededVersion = 16;
const retryMs = { first: 250, most: 5_000 } as const;

export interface PostgresOptions {
  /** What the server's lists call these connections. */
  readonly program: string;
  /** Connections at most. */
  readonly connections: number;
  /** How long it keeps trying to reach a database that is not there, in ms. */
  readonly patienceMs: number;
  /** Called once when it begins to wait, with the address and what is in the way. */
  readonly onWaiting?: ((address: string, cause: string) => void) | undefined;
}

/** Host, port and database of a connection string; never its password. Throws StartupError database_url_wrong. */
export function addressOf(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) throw new StartupError('database_url_wrong', {});
  const { host, port, database } = new pg.Client({ connectionString: url });
  return `${host}:${port}/${database ?? ''}`;
}

/** The network's and PostgreSQL's ways to say "not now" (PostgreSQL appendix A: class 57 and 53, and 08 for the link). */
const notNow =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|57P0[123]|53300|08)/;

function causeOf(error: unknown): { code: string; message: string } {
  // A host with several addresses fails with an error for each of them.
  const one = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  const { code = '', message } = one as { code?: string; message: string };
  return { code, message };
}

function refusalOf(error: unknown, address: string, seconds: number): unknown {
  const { code, message: cause } = causeOf(error);
  const params = { address, cause, seconds };
  if (/^28/.test(code) || /password must be a string|no password supplied/i.test(cause))
    return new StartupError('database_login_refused', params, { cause: error });
  if (code === '3D000') return new StartupError('database_missing', params, { cause: error });
  if (code === '42501') return new StartupError('database_rights', params, { cause: error });
  if (notNow.test(code) || /timeout|terminated|ended/i.test(cause))
    return new StartupError('database_unreachable', params, { cause: error });
  return error;
}

/** Waits until the database answers. Throws StartupError when it does not in time, or never will. */
async function waitFor(pool: pg.Pool, address: string, options: PostgresOptions): Promise<void> {
  const began = Date.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { rows } = await pool.query<{ version: number }>(
        `select current_setting('server_version_num')::int / 10000 as version`,
      );
      const found = rows[0]?.version ?? 0;
      if (found >= neededVersion) return;
      throw new StartupError('database_too_old', { address, found, needed: neededVersion });
    } catch (error) {
      const spent = Date.now() - began;
      const refusal = refusalOf(error, address, Math.round(spent / 1000));
      const waits = refusal instanceof StartupError && refusal.reason === 'database_unreachable';
      if (!waits || spent >= options.patienceMs) throw refusal;
      if (attempt === 0) options.onWaiting?.(address, causeOf(error).message);
      await delay(Math.min(retryMs.first * 2 ** attempt, retryMs.most, Math.max(1, options.patienceMs - spent)));
    }
  }
}

const dialect = new PgDialect();

/**
 * A transaction in as few ways to the database as can be: its beginning is one, and its commit goes right behind the
 * writes that were left. Were one of them refused, PostgreSQL makes a rollback of that commit.
 */
async function inTransaction<T>(pool: pg.Pool, work: Work<T>, settings: Settings | undefined): Promise<T> {
  const client = await pool.connect();
  const session = new NodePgSession(client, dialect, undefined);
  const tx = new NodePgTransaction(dialect, session, undefined) as unknown as Tx;
  const left = new Left();
  let spoilt = false;
  try {
    // Nothing is asked before this is answered: outside of a transaction it would be asked as the login itself.
    await client.query(settings ? `begin; ${settingText(settings)}` : 'begin');
    const result = await work(tx, left.leave);
    const committed = client.query('commit');
    // Its error is the reason that is told; the commit only follows it.
    await left.answered().finally(() => committed.catch(() => {}));
    const { command } = await committed;
    if (command !== 'COMMIT') throw new Error(`the transaction ended with ${command}`);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      spoilt = true;
    });
    await left.answered();
    throw error;
  } finally {
    client.release(spoilt);
  }
}

/** A PostgreSQL by its connection string. Throws StartupError when it cannot be used. */
export async function openPostgres(url: string, options: PostgresOptions): Promise<Driver> {
  const address = addressOf(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    application_name: options.program,
    connectionTimeoutMillis: limits.connect,
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
    keepAlive: true,
    // Statements may be sent before the one before them is answered.
    pipeline: true,
  });
  // A connection that breaks while it is idle is replaced; who uses one gets the error from the query.
  pool.on('error', () => {});
  // Of one in use the pool hears nothing: broken between two queries of a transaction it would end the whole process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const listener = new PostgresListener(url);
  try {
    await waitFor(pool, address, options);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    kind: 'postgres',
    transaction: (work, settings) => inTransaction(pool, work, settings),
    async script(text) {
      await pool.query(text);
    },
    listen: (channel, heard) => listener.listen(channel, heard),
    connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Driver, Tx } from './database.ts';
import { PostgresListener } from './listener.ts';

/** A PostgreSQL by its connection string. Throws the driver's error when it cannot be reached. */
export async function openPostgres(url: string, connections: number): Promise<Driver> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  // A connection that breaks while it is idle is replaced; who uses one gets the error from the query.
  pool.on('error', () => {});
  const db = drizzle(pool);
  const listener = new PostgresListener(url);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    kind: 'postgres',
    transaction: (work) => db.transaction((tx) => work(tx as unknown as Tx)),
    async script(text) {
      await pool.query(text);
    },
    listen: (channel, heard) => listener.listen(channel, heard),
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

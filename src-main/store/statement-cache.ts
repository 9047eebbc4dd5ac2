import { LRUCache } from 'lru-cache';
import type { SqliteConnection } from './database.ts';

const statements = 256;

/**
 * The same connection, which compiles a text once while it is in use. Besides the time: a statement's memory is given
 * back only between two turns of the event loop, so a long piece of work that compiled each of its millions of
 * statements would hold them all.
 */
export function withStatementCache(connection: SqliteConnection): SqliteConnection {
  const cache = new LRUCache<string, ReturnType<SqliteConnection['prepare']>>({ max: statements });
  const cached = Object.create(connection) as SqliteConnection;
  cached.prepare = ((sql: string) => {
    const known = cache.get(sql) ?? connection.prepare(sql);
    cache.set(sql, known);
    return known;
  }) as SqliteConnection['prepare'];
  return cached;
}

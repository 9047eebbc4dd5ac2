import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openStore } from '#main/store/service.ts';

/** A data folder with a small shop in it, without the landing around it. */
export async function makeShop(data: string, name = 'Jade Garden', rows = 400): Promise<void> {
  const opened = openStore({
    folder: data,
    onListenerError: (error) => {
      throw error;
    },
  });
  fillShop(opened.connection, name, rows);
  await opened.close();
}

function fillShop(connection: Database.Database, name: string, rows: number): void {
  connection.transaction(() => {
    connection
      .prepare(
        `INSERT INTO enterprise (id, code, name, currency, time_zone, cutover_hour, language, recovery_hash, created_at)
         VALUES ('e1', 'jade', ?, 'CNY', 'Asia/Shanghai', 4, 'zh-CN', 'SECRET-recovery', 1700000000000)`,
      )
      .run(name);
    connection
      .prepare(
        `INSERT INTO user (id, username, display_name, password_hash, pin_hash, role_ids, disabled, created_at)
         VALUES ('u1', 'owner', '=1+1', 'SECRET-password', 'SECRET-pin', '[]', 0, 1700000000000)`,
      )
      .run();
    connection
      .prepare("INSERT INTO picture (id, unused_since, small, large) VALUES ('p1', NULL, ?, ?)")
      .run(Buffer.from('RIFF----WEBPsmall'), Buffer.from('RIFF----WEBPlarge'));
    const event = connection.prepare(
      `INSERT INTO event (id, stream, stream_id, seq, type, at, actor, home, data)
       VALUES (?, 'test', 's1', ?, 'happened', 1700000000000, 'u1', 'h1', ?)`,
    );
    for (let n = 1; n <= rows; n++) event.run(`event-${n}`, n, JSON.stringify({ n, filler: 'x'.repeat(300) }));
  })();
}

/** What tells one shop's database from another's. */
export function shopIn(file: string): { name: string | undefined; events: number; sound: boolean } {
  const connection = new Database(file, { fileMustExist: true });
  try {
    return {
      name: connection.prepare<[], string>('SELECT name FROM enterprise').pluck().get(),
      events: connection.prepare<[], number>('SELECT count(*) FROM event').pluck().get() ?? 0,
      sound: connection.pragma('integrity_check', { simple: true }) === 'ok',
    };
  } finally {
    connection.close();
  }
}

/** Overwrites pages of a database file with noise; page 1 is the first. */
export function wreckPages(file: string, pages: readonly number[], pageSize = 4096): void {
  const descriptor = openSync(file, 'r+');
  for (const page of pages) writeSync(descriptor, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (page - 1) * pageSize);
  closeSync(descriptor);
}

/** The leaf pages of a table, in the order of its rows. */
export function leavesOf(file: string, table: string): number[] {
  const connection = new Database(file);
  try {
    return connection
      .prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
      .pluck()
      .all(table);
  } finally {
    connection.close();
  }
}

export const databaseOf = (data: string): string => join(data, 'landing.db');
export const sizeOf = (file: string): number => statSync(file).size;

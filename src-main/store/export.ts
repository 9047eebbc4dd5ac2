import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { stringify } from 'csv-stringify/sync';
import { neutralise } from '#shared/csv.ts';
import type { ExportReport } from '#shared/desktop/rescue.ts';
import { AppError } from '#shared/errors.ts';
import type { SqliteConnection } from './database.ts';
import { requireRoom, writingError } from './durable.ts';
import { readmeOf } from './export-readme.ts';
import { beginStep, type Task } from './progress.ts';
import { isDamage, type Row, type Salvaged, salvageTable } from './salvage.ts';

export interface ExportWish extends Task {
  /** The landing's data folder. */
  readonly data: string;
  /** The folder to fill; it must be empty or missing. */
  readonly folder: string;
  /** The program's version. */
  readonly app: string;
  readonly now: number;
}

/** Columns that are left out: proofs of who somebody is. By name, so that one that is added later is left out too. */
const secret = /(^|_)(token|password|passphrase|pin|secret|credential|salt|sealed)(_|$)|_hash$|private_?key/i;
const rowsAtOnce = 500;
const databaseFiles = ['landing.db', 'landing.db-wal', 'landing.db-shm'];

const imageTypes: readonly (readonly [ending: string, at: number, starts: string])[] = [
  ['webp', 8, 'WEBP'],
  ['png', 1, 'PNG'],
  ['jpg', 0, '\xff\xd8\xff'],
];

function endingOf(bytes: Buffer): string {
  const known = imageTypes.find(([, at, starts]) => bytes.toString('latin1', at, at + starts.length) === starts);
  return known?.[0] ?? 'bin';
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

function tablesOf(connection: SqliteConnection): Table[] {
  return connection
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all()
    .map((name) => ({
      name,
      columns: connection
        .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
        .pluck()
        .all(name)
        .filter((column) => !secret.test(column)),
    }))
    .filter(({ columns }) => columns.length > 0);
}

/** Times are kept as UTC milliseconds; people read ISO 8601. */
const isTime = (column: string) => column === 'at' || /_(at|since)$/.test(column);

/** One table to one file, blobs to files of their own. */
class TableFile {
  readonly #descriptor: number;
  readonly #table: Table;
  readonly #folder: string;
  #rows: string[][] = [];
  #blobs = 0;
  written = 0;

  constructor(folder: string, table: Table) {
    this.#folder = folder;
    this.#table = table;
    this.#descriptor = openSync(join(folder, 'tables', `${table.name}.csv`), 'wx', 0o600);
    writeSync(this.#descriptor, stringify([[...table.columns]], { bom: true, record_delimiter: 'windows' }));
  }

  /** Gives whether a batch went to the disk, so that others may have their turn. */
  add(row: Row): boolean {
    this.#rows.push(this.#table.columns.map((column) => this.#cell(column, row[column])));
    this.written += 1;
    return this.#rows.length >= rowsAtOnce && this.flush();
  }

  flush(): true {
    writeSync(this.#descriptor, stringify(this.#rows, { record_delimiter: 'windows' }));
    this.#rows = [];
    return true;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #cell(column: string, value: unknown): string {
    if (value === null || value === undefined) return '';
    if (Buffer.isBuffer(value)) return this.#keep(column, value);
    if (typeof value === 'bigint' && isTime(column) && value > 0n && value < 8_640_000_000_000_000n) {
      return new Date(Number(value)).toISOString();
    }
    // Numbers begin with a minus too; they are none of a spreadsheet's formulas.
    return typeof value === 'string' ? neutralise(value) : String(value);
  }

  #keep(column: string, bytes: Buffer): string {
    this.#blobs += 1;
    const name = join('files', `${this.#table.name}-${column}-${this.#blobs}.${endingOf(bytes)}`);
    writeFileSync(join(this.#folder, name), bytes, { mode: 0o600 });
    return name;
  }
}

async function exportTable(connection: SqliteConnection, folder: string, table: Table, task: Task) {
  const file = new TableFile(folder, table);
  const rows = salvageTable(connection, table.name, table.columns);
  try {
    let end: Salvaged = { gaps: 0 };
    for (;;) {
      const next = rows.next();
      if (next.done) {
        end = next.value;
        break;
      }
      if (!file.add(next.value)) continue;
      await setImmediate();
      task.signal?.throwIfAborted();
    }
    file.flush();
    return { table: table.name, rows: file.written, lost: end.gaps };
  } finally {
    // A statement half-way through keeps the connection from closing, and that would hide a full disk or a cancellation.
    rows.return({ gaps: 0 });
    file.close();
  }
}

/** Opens a database that may be damaged, for reading only; undefined when not even its list of tables can be read. */
function openDamaged(file: string): { connection: SqliteConnection; tables: Table[] } | undefined {
  let connection: SqliteConnection | undefined;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true });
    return { connection, tables: tablesOf(connection) };
  } catch (error) {
    connection?.close();
    if (isDamage(error)) return undefined;
    throw error;
  }
}

/**
 * Writes a landing's data so that a person can read it without this program: every table as CSV (RFC 4180 with a byte
 * order mark), pictures as files, and the database's own files as they are, for a technician. Works on a damaged
 * database too: it saves what can be read, and says which tables have gaps. Columns with proofs of identity are left
 * out of the tables. Throws AppError database_missing, export_not_empty, backup_no_room, backup_not_written; AbortError
 * when asked to end, and then leaves nothing behind.
 */
export async function exportData(wish: ExportWish): Promise<ExportReport> {
  const { data, folder } = wish;
  const file = join(data, 'landing.db');
  if (!existsSync(file)) throw new AppError('database_missing', { folder: data });
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new AppError('export_not_empty', { folder });
  const raw = databaseFiles.filter((name) => existsSync(join(data, name)));
  const size = raw.reduce((sum, name) => sum + statSync(join(data, name)).size, 0);
  try {
    mkdirSync(join(folder, 'tables'), { recursive: true, mode: 0o700 });
    requireRoom(folder, size * 3);
    for (const name of ['files', 'technician']) mkdirSync(join(folder, name), { mode: 0o700 });
    await beginStep(wish, 'copying', size);
    // Before the database is opened, which may touch the files beside it.
    for (const name of raw) copyFileSync(join(data, name), join(folder, 'technician', name));
    const report = await exportTables(wish, file);
    writeFileSync(join(folder, 'README.txt'), readmeOf(report, { app: wish.app, now: wish.now }), { mode: 0o600 });
    return report;
  } catch (error) {
    const said = writingError(existsSync(folder) ? folder : data, error);
    for (const name of ['tables', 'files', 'technician']) rmSync(join(folder, name), { recursive: true, force: true });
    throw said;
  }
}

async function exportTables(wish: ExportWish, file: string): Promise<ExportReport> {
  const { folder } = wish;
  const opened = openDamaged(file);
  if (!opened) return { folder, tables: 0, rows: 0, damaged: [], unreadable: true };
  const { connection, tables } = opened;
  try {
    const done: { table: string; rows: number; lost: number }[] = [];
    for (const [index, table] of tables.entries()) {
      wish.onProgress?.({ step: 'exporting', done: index, total: tables.length });
      wish.signal?.throwIfAborted();
      done.push(await exportTable(connection, folder, table, wish));
    }
    return {
      folder,
      tables: tables.length,
      rows: done.reduce((sum, { rows }) => sum + rows, 0),
      damaged: done.filter(({ lost }) => lost > 0),
      unreadable: false,
    };
  } finally {
    connection.close();
  }
}

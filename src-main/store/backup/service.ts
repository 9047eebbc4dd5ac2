import { createReadStream, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { backupFileName } from '#shared/desktop/rescue.ts';
import { AppError, type ErrorCode, type ErrorParams } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { programRoot } from '../../paths.ts';
import type { BackupWish } from './write.ts';
import { backupsFolder, describeBackup } from './found.ts';
import type { Progress } from '../progress.ts';

/** What the thread that makes a backup says. */
export type FromBackupWorker =
  | { readonly progress: Progress }
  | { readonly ended: 'made' | 'cancelled' }
  | { readonly ended: 'refused'; readonly code: ErrorCode; readonly params: ErrorParams }
  | { readonly ended: 'failed'; readonly said: string };

/** Backups made here that are kept in the data folder; the downloaded ones are the person's own. */
const keptBackups = 3;
/** A backup never takes the room that orders need while it is made, bytes. */
const reserve = 64_000_000;
const ownName = /^landing-desk-[\d-]{10,30}\.ldbackup$/;

/** The same file from source and from the bundle. */
const program = import.meta.filename.endsWith('.ts')
  ? join(programRoot, 'src-main', 'store', 'backup', 'worker.ts')
  : join(programRoot, 'out', 'main', 'backup-worker.js');

/** A backup that can be fetched. Times are UTC ms, sizes bytes. */
export interface KeptBackup {
  readonly name: string;
  readonly madeAt: number;
  readonly size: number;
}

/** How things stand with backups. */
export interface BackupState {
  /** What is being made now. */
  readonly running: Progress | null;
  /** Why the last one that was tried came to nothing. */
  readonly failure: AppError | null;
  readonly last: KeptBackup | null;
}

/** Backups of the running landing: made on a thread of their own while orders go on, one at a time, the newest kept. */
export class BackupService {
  readonly #data: string;
  readonly #folder: string;
  readonly #app: string;
  readonly #now: () => number;
  readonly #log: Logger;
  #worker: Worker | undefined;
  #running: Progress | null = null;
  #failure: AppError | null = null;
  /** What was made last, whatever the clock said then. */
  #made: string | undefined;

  constructor(options: { dataFolder: string; version: string; now?: (() => number) | undefined; log: Logger }) {
    this.#data = options.dataFolder;
    this.#folder = backupsFolder(options.dataFolder);
    this.#app = options.version;
    this.#now = options.now ?? Date.now;
    this.#log = options.log;
    for (const name of this.#names(/\.part$/)) this.#remove(name);
  }

  /** How things stand. Throws AppError permission_denied. */
  state(actor: Actor): BackupState {
    requirePermission(actor, 'enterprise', 'update');
    return { running: this.#running, failure: this.#failure, last: this.#last() };
  }

  /** Begins a backup; `state` tells how it goes. Throws AppError permission_denied or backup_running. */
  make(actor: Actor): void {
    requirePermission(actor, 'enterprise', 'update');
    if (this.#worker) throw new AppError('backup_running');
    const now = this.#now();
    const name = backupFileName(now);
    const wish: BackupWish = {
      database: join(this.#data, 'landing.db'),
      file: join(this.#folder, name),
      app: this.#app,
      now,
      reserve,
    };
    this.#failure = null;
    this.#running = { step: 'copying', done: 0, total: 0 };
    const worker = new Worker(program, { workerData: wish });
    this.#worker = worker;
    worker.on('message', (message: FromBackupWorker) => this.#hear(message, name));
    worker.on('error', (error) => this.#hear({ ended: 'failed', said: error.stack ?? error.message }, name));
    worker.once('exit', () => {
      this.#worker = undefined;
      this.#running = null;
    });
  }

  /** Ends the backup that is being made, if there is one. Throws AppError permission_denied. */
  cancel(actor: Actor): void {
    requirePermission(actor, 'enterprise', 'update');
    this.#worker?.postMessage('cancel');
  }

  /** A kept backup as bytes. Throws AppError permission_denied, or not_found for any other name. */
  read(actor: Actor, name: string): { size: number; stream: () => Readable } {
    requirePermission(actor, 'enterprise', 'update');
    const path = join(this.#folder, name);
    if (!ownName.test(name) || !existsSync(path)) throw new AppError('not_found');
    return { size: describeBackup(path).size, stream: () => createReadStream(path) };
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #hear(message: FromBackupWorker, name: string): void {
    if ('progress' in message) this.#running = message.progress;
    else if (message.ended === 'made') {
      this.#made = name;
      for (const old of this.#kept().slice(keptBackups)) this.#remove(old);
    } else if (message.ended === 'refused') this.#failure = new AppError(message.code, message.params);
    else if (message.ended === 'failed') {
      this.#log.error({ said: message.said }, 'a backup failed');
      this.#failure = new AppError('backup_not_written', { folder: this.#folder, cause: 'see the log' });
    }
  }

  /** Those that match, newest first: their names sort by time. A folder that cannot be read has none. */
  #names(pattern: RegExp): string[] {
    try {
      const names = readdirSync(this.#folder).filter((name) => pattern.test(name));
      return names.toSorted().reverse();
    } catch {
      return [];
    }
  }

  /** The backups made here, newest first; the one just made is that also where the clock was put back since the others. */
  #kept(): string[] {
    const names = this.#names(ownName);
    const made = names.filter((name) => name === this.#made);
    return [...made, ...names.filter((name) => name !== this.#made)];
  }

  /** What cannot be removed (somebody reads it, or it is not ours) stays: that is no reason to stop taking orders. */
  #remove(name: string): void {
    try {
      rmSync(join(this.#folder, name), { force: true });
    } catch (err) {
      this.#log.warn({ err }, 'an old backup could not be removed');
    }
  }

  #last(): KeptBackup | null {
    for (const name of this.#kept()) {
      try {
        const { madeAt, size } = describeBackup(join(this.#folder, name));
        return { name, madeAt, size };
      } catch {
        // One that was spoilt since is none; the one before it counts.
      }
    }
    return null;
  }
}

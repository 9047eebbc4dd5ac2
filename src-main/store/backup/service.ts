import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { checkPassphrase } from '#shared/backup/passphrase.ts';
import type { BackupPlan } from '#shared/backup/plan.ts';
import { type BackupStanding, type BackupWarning, backupWarnings } from '#shared/backup/warnings.ts';
import { backupFileName } from '#shared/desktop/rescue.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Secrets } from '../../secrets/service.ts';
import type { Progress } from '../progress.ts';
import { backupsFolder, describeBackup } from './found.ts';
import { type KeptBackup, KeptBackups } from './kept.ts';
import { KeptKey } from './kept-key.ts';
import type { BackupKey } from './keys.ts';
import { type House, type ListedCopy, Schedule, type ScheduleView } from './schedule.ts';
import { ScheduleFile } from './schedule-file.ts';
import { BackupThreads } from './thread.ts';

export interface BackupOptions {
  readonly dataFolder: string;
  readonly version: string;
  readonly now?: (() => number) | undefined;
  readonly log: Logger;
  readonly deviceId: string;
  /** Where the key of encrypted backups is kept. */
  readonly secrets: Pick<Secrets, 'state' | 'get' | 'put' | 'remove'>;
  /** The shop; undefined until it is set up. */
  readonly house: () =>
    | (House & { readonly name: string; readonly code: string; readonly createdAt: number })
    | undefined;
}

/** What is being done with backups: one a person asked for, one of the schedule, or looking through the copies. */
export type BackupDeed = 'manual' | 'scheduled' | 'check';

/** How things stand with backups. */
export interface BackupState {
  readonly running: (Progress & { readonly deed: BackupDeed }) | null;
  /** Why what a person asked for last came to nothing. */
  readonly failure: { readonly deed: BackupDeed; readonly error: AppError } | null;
  /** The newest backup that a person made here. */
  readonly last: KeptBackup | null;
  readonly schedule: ScheduleView;
  /** `away`: they are to be encrypted, and the key cannot be reached, so none is made. */
  readonly passphrase: 'none' | 'set' | 'away';
  readonly warnings: readonly BackupWarning[];
}

/** A backup never takes the room that orders need while it is made, bytes. */
const reserve = 64_000_000;

interface Deed {
  readonly kind: BackupDeed;
  readonly end: AbortController;
  progress: Progress;
}

/**
 * Backups of the running landing: by hand and by schedule, one at a time, on threads of their own while orders go on.
 * Everything a person asks for needs the right to change the enterprise; throws AppError permission_denied.
 */
export class BackupService {
  readonly #options: BackupOptions;
  readonly #folder: string;
  readonly #now: () => number;
  readonly #threads = new BackupThreads();
  readonly #kept: KeptBackups;
  readonly #key: KeptKey;
  readonly #file: ScheduleFile;
  readonly #schedule: Schedule;
  #deed: Deed | undefined;
  #failure: BackupState['failure'] = null;
  #closed = false;

  constructor(options: BackupOptions) {
    const { dataFolder, log, now = Date.now, version, deviceId } = options;
    this.#options = options;
    this.#folder = backupsFolder(dataFolder);
    this.#now = now;
    this.#kept = new KeptBackups(this.#folder, log);
    this.#key = new KeptKey(options.secrets);
    this.#file = new ScheduleFile(dataFolder, now());
    this.#schedule = new Schedule({
      file: this.#file,
      threads: this.#threads,
      now,
      log,
      house: options.house,
      copying: { data: dataFolder, scratch: this.#folder, app: version, deviceId, reserve },
    });
  }

  /** How things stand. */
  state(actor: Actor): BackupState {
    this.#permit(actor);
    return {
      running: this.#deed ? { ...this.#deed.progress, deed: this.#deed.kind } : null,
      failure: this.#failure,
      last: this.#kept.last(),
      schedule: this.#schedule.view(),
      passphrase: !this.#file.state.encrypted ? 'none' : this.#key.current() ? 'set' : 'away',
      warnings: backupWarnings(this.#standing(), this.#now()),
    };
  }

  /** Since when there has been no good backup (UTC ms), where that is a reason to warn somebody; null otherwise. */
  lateSince(): number | null {
    const standing = this.#standing();
    const warnings = backupWarnings(standing, this.#now());
    const { plannedAt, lastGood, lastMade, since } = standing;
    if (warnings.includes('stale')) return lastGood ?? plannedAt;
    return warnings.includes('none') ? Math.max(lastGood ?? 0, lastMade ?? 0, since) : null;
  }

  #standing(): BackupStanding {
    const { plan, plannedAt, lastGood, otherDisk } = this.#file.state;
    return {
      times: plan?.times ?? null,
      plannedAt,
      lastGood: lastGood?.at ?? null,
      lastMade: this.#kept.last()?.madeAt ?? null,
      since: this.#options.house()?.createdAt ?? this.#now(),
      sameDisk: !otherDisk,
    };
  }

  /** Begins a backup to be fetched; `state` tells how it goes. Throws AppError backup_running or backup_passphrase_away. */
  make(actor: Actor): void {
    this.#permit(actor);
    const key = this.#keyForWriting();
    const now = this.#now();
    const name = backupFileName(now);
    this.#begin('manual', async (task) => {
      const { dataFolder, version: app } = this.#options;
      const file = join(this.#folder, name);
      await this.#threads.run(
        'write',
        { database: join(dataFolder, 'landing.db'), file, app, now, key, reserve },
        task,
      );
      this.#kept.made(name);
    });
  }

  /** Ends what is being done, if anything is. */
  cancel(actor: Actor): void {
    this.#permit(actor);
    this.#deed?.end.abort();
  }

  /** A kept backup as bytes. Throws AppError not_found for any other name. */
  read(actor: Actor, name: string): { size: number; stream: () => Readable } {
    this.#permit(actor);
    const path = join(this.#folder, name);
    if (!KeptBackups.isName(name) || !existsSync(path)) throw new AppError('not_found');
    return { size: describeBackup(path).size, stream: () => createReadStream(path) };
  }

  /** What is in the folder of the schedule. Throws AppError backup_no_schedule, backup_disk_missing, …. */
  copies(actor: Actor): Promise<ListedCopy[]> {
    this.#permit(actor);
    return this.#schedule.copies();
  }

  /**
   * Decides where copies go and when; null ends the schedule and leaves its copies alone. The first one is made at once.
   * Throws AppError backup_folder_not_whole, backup_folder_in_data, backup_disk_missing, backup_read_only, ….
   */
  async plan(actor: Actor, plan: BackupPlan | null): Promise<void> {
    this.#permit(actor);
    await this.#schedule.decide(plan);
    this.tick();
  }

  /** Begins a copy of the schedule now. Throws AppError backup_no_schedule, backup_running or backup_passphrase_away. */
  copyNow(actor: Actor): void {
    this.#permit(actor);
    this.#schedule.requirePlan();
    this.#keyForWriting();
    this.#copy();
  }

  /** Begins to look through all copies of the schedule. Throws AppError backup_no_schedule or backup_running. */
  check(actor: Actor): void {
    this.#permit(actor);
    this.#schedule.requirePlan();
    this.#begin('check', (task) => this.#schedule.check(this.#key.current(), task));
  }

  /**
   * Encrypts the backups that are made from now on; those there are keep what they have. Throws AppError
   * passphrase_too_short, password_too_common or backup_passphrase_not_kept.
   */
  async setPassphrase(actor: Actor, passphrase: string): Promise<void> {
    this.#permit(actor);
    const house = this.#options.house();
    checkPassphrase(passphrase, house ? [house.name, house.code] : []);
    if (!this.#key.isReachable) throw new AppError('backup_passphrase_not_kept');
    await this.#key.keep(await this.#threads.run('stretch', { passphrase }));
    await this.#file.change({ encrypted: true });
    this.#options.log.info('backups are encrypted with a new passphrase');
  }

  /** The backups that are made from now on are readable for whoever finds them. */
  async removePassphrase(actor: Actor): Promise<void> {
    this.#permit(actor);
    await this.#file.change({ encrypted: false });
    if (this.#key.isReachable) await this.#key.forget();
    this.#options.log.warn('backups are not encrypted any more');
  }

  /** Makes a copy where one is due. To be called every few seconds, and when the computer woke up. */
  tick(): void {
    if (!this.#deed && !this.#closed && this.#schedule.isDue()) this.#copy();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#threads.close();
    await this.#file.settled();
  }

  #permit(actor: Actor): void {
    requirePermission(actor, 'enterprise', 'update');
  }

  /** Nothing is written readable where it should be encrypted. */
  #keyForWriting(): BackupKey | undefined {
    if (!this.#file.state.encrypted) return undefined;
    const key = this.#key.current();
    if (!key) throw new AppError('backup_passphrase_away');
    return key;
  }

  #copy(): void {
    this.#begin('scheduled', (task) => this.#schedule.copy(() => this.#keyForWriting(), task));
  }

  #begin(
    kind: BackupDeed,
    work: (task: { signal: AbortSignal; onProgress: (progress: Progress) => void }) => Promise<void>,
  ) {
    if (this.#deed) throw new AppError('backup_running');
    const deed: Deed = { kind, end: new AbortController(), progress: { step: 'copying', done: 0, total: 0 } };
    this.#deed = deed;
    this.#failure = null;
    const onProgress = (progress: Progress) => {
      deed.progress = progress;
    };
    void this.#carryOut(kind, () => work({ signal: deed.end.signal, onProgress })).finally(() => {
      this.#deed = undefined;
    });
  }

  async #carryOut(deed: BackupDeed, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if ((error as Error).name === 'AbortError') return;
      if (!(error instanceof AppError)) this.#options.log.error({ err: error }, 'a backup failed');
      // The schedule remembers by itself why it made none.
      if (deed === 'scheduled') return;
      const unforeseen = () => new AppError('backup_not_written', { folder: this.#folder, cause: 'see the log' });
      this.#failure = { deed, error: error instanceof AppError ? error : unforeseen() };
    }
  }
}

import type { Logger } from 'pino';
import { type BackupPlan, nextCopyAt } from '#shared/backup/plan.ts';
import { usualKeeping } from '#shared/backup/rotation.ts';
import { AppError } from '#shared/errors.ts';
import type { Task } from '../progress.ts';
import type { Copy } from './copies.ts';
import type { BackupKey } from './keys.ts';
import { noSchedule, type ScheduleFile, type ScheduleState } from './schedule-file.ts';
import type { CopyFinding, CopyWish } from './tasks.ts';
import type { BackupThreads } from './thread.ts';

/** What the schedule needs to know of the shop. */
export interface House {
  readonly timeZone: string;
  readonly cutoverHour: number;
}

/** A copy in the folder, and what is known of it. */
export interface ListedCopy extends Copy {
  /** Null: it was never looked through by this landing. */
  readonly checked: { readonly at: number; readonly found: CopyFinding } | null;
}

/** How the schedule stands. Times are UTC ms. */
export interface ScheduleView {
  readonly plan: BackupPlan | null;
  readonly lastGood: ScheduleState['lastGood'];
  /** Since when no copy could be made, and why. */
  readonly failure: { readonly at: number; readonly error: AppError } | null;
  /** When the next copy is due; a time that has passed says that it is tried again. Null without a schedule. */
  readonly nextAt: number | null;
}

interface ScheduleParts {
  readonly file: ScheduleFile;
  readonly threads: BackupThreads;
  readonly now: () => number;
  readonly log: Logger;
  readonly house: () => House | undefined;
  readonly copying: Pick<CopyWish, 'data' | 'scratch' | 'app' | 'deviceId' | 'reserve'>;
}

const minute = 60_000;
/** How long after a failure it is tried again: a disk may be plugged in at any moment, a full one takes a person. */
const retryMs = (code: string) => (code === 'backup_disk_missing' ? minute : 60 * minute);

/** Copies at their times to the chosen folder, kept in rotation; what went wrong is remembered over a restart. */
export class Schedule {
  readonly #parts: ScheduleParts;
  /** When it was tried last since this program started. */
  #triedAt: number | undefined;

  constructor(parts: ScheduleParts) {
    this.#parts = parts;
  }

  get #state(): ScheduleState {
    return this.#parts.file.state;
  }

  view(): ScheduleView {
    const { plan, lastGood, failure } = this.#state;
    return {
      plan,
      lastGood,
      failure: failure && { at: failure.at, error: new AppError(failure.code, failure.params) },
      nextAt: this.#nextAt(),
    };
  }

  /** Whether a copy should be made now. */
  isDue(): boolean {
    const now = this.#parts.now();
    const nextAt = this.#nextAt();
    if (nextAt === null || nextAt > now) return false;
    const { failure } = this.#state;
    const tried = this.#triedAt;
    return !failure || tried === undefined || now < tried || now - tried >= retryMs(failure.code);
  }

  /** Throws AppError backup_no_schedule where no folder was chosen. */
  requirePlan(): BackupPlan {
    const { plan } = this.#state;
    if (!plan) throw new AppError('backup_no_schedule');
    return plan;
  }

  /** Takes a new plan, or none. The folder is made; throws AppError backup_… where copies cannot go there. */
  async decide(plan: BackupPlan | null): Promise<void> {
    const { file, threads, now, copying } = this.#parts;
    if (!plan) return file.change({ plan });
    const { data, deviceId } = copying;
    const { sameDisk } = await threads.run('inspect', { folder: plan.folder, data, otherDisk: false });
    const moved = plan.folder !== this.#state.plan?.folder;
    const { lastGood, failure, checks } = moved ? noSchedule : this.#state;
    this.#triedAt = undefined;
    await file.change({ plan, plannedAt: now(), deviceId, otherDisk: !sameDisk, lastGood, failure, checks });
  }

  /** Makes a copy and lets the outdated ones go. Throws what it failed with, which is remembered. */
  async copy(keyOf: () => BackupKey | undefined, task: Task): Promise<void> {
    const { threads, now, house, copying, log } = this.#parts;
    const { folder } = this.requirePlan();
    const at = now();
    this.#triedAt = at;
    try {
      const { timeZone, cutoverHour } = house() ?? { timeZone: 'UTC', cutoverHour: 0 };
      const wish: CopyWish = {
        ...copying,
        folder,
        otherDisk: this.#state.otherDisk,
        now: at,
        key: keyOf(),
        damaged: this.#damaged(),
        house: { timeZone, cutoverHour },
        keeping: usualKeeping,
      };
      const { name, size, sameDisk, removed, stuck } = await threads.run('copy', wish, task);
      if (stuck.length > 0) log.warn({ stuck: stuck.length }, 'outdated copies could not be removed');
      if (folder !== this.#state.plan?.folder) return;
      const { [name]: _, ...others } = this.#state.checks;
      const checks = Object.fromEntries(Object.entries(others).filter(([old]) => !removed.includes(old)));
      await this.#keep({
        deviceId: copying.deviceId,
        lastGood: { at, name, size },
        failure: null,
        otherDisk: !sameDisk,
        checks: { ...checks, [name]: { at, found: 'good' } },
      });
    } catch (error) {
      const closed = (error as Error).name === 'AbortError' && !task.signal?.aborted;
      if (!closed && folder === this.#state.plan?.folder) await this.#remember(error, { at, folder });
      throw error;
    }
  }

  async copies(): Promise<ListedCopy[]> {
    const found = await this.#parts.threads.run('list', this.#place());
    // As it is known now: a copy may have been made while the disk was read.
    const { checks } = this.#state;
    return found.map((copy) => ({ ...copy, checked: checks[copy.name] ?? null }));
  }

  /** Opens every copy as a restore would, and remembers what came of it. */
  async check(key: BackupKey | undefined, task: Task): Promise<void> {
    const { threads, now, copying } = this.#parts;
    const place = this.#place();
    const found = await threads.run('check', { ...place, scratch: copying.scratch, key }, task);
    if (place.folder !== this.#state.plan?.folder) return;
    const at = now();
    await this.#keep({
      checks: Object.fromEntries(Object.entries(found).map(([name, finding]) => [name, { at, found: finding }])),
    });
  }

  #nextAt(): number | null {
    const { plan, lastGood } = this.#state;
    const house = this.#parts.house();
    if (!plan || !house) return null;
    return nextCopyAt(plan.times, { last: lastGood?.at ?? null, now: this.#parts.now(), timeZone: house.timeZone });
  }

  #place() {
    const { folder } = this.requirePlan();
    const { data, deviceId } = this.#parts.copying;
    return { folder, data, deviceId, otherDisk: this.#state.otherDisk };
  }

  #damaged(): string[] {
    return Object.entries(this.#state.checks).flatMap(([name, { found }]) => (found === 'damaged' ? [name] : []));
  }

  /** A full disk under the data is no reason to forget what is known while the program runs. */
  async #keep(part: Partial<ScheduleState>): Promise<void> {
    await this.#parts.file
      .change(part)
      .catch((err) => this.#parts.log.warn({ err }, 'the schedule of backups could not be written down'));
  }

  async #remember(error: unknown, { at, folder }: { at: number; folder: string }): Promise<void> {
    const cancelled = (error as Error).name === 'AbortError';
    const said = cancelled ? new AppError('backup_cancelled') : error;
    const { code, params } =
      said instanceof AppError && typeof said.params !== 'function'
        ? { code: said.code, params: said.params }
        : { code: 'backup_not_written' as const, params: { folder, cause: 'see the log' } };
    const before = this.#state.failure;
    this.#parts.log.warn({ code }, 'no copy was made');
    await this.#keep({ failure: { at: before?.code === code ? before.at : at, code, params } });
  }
}

import { type BackupTimes, intervalOf } from './plan.ts';

/**
 * What is wrong with a shop's backups:
 * - `none`: there is no backup of the last week at all, and no schedule makes one;
 * - `stale`: the last good copy of the schedule is older than two of its intervals;
 * - `same_disk`: the copies lie on the disk of the data, and are lost with it.
 */
export type BackupWarning = 'none' | 'stale' | 'same_disk';

const week = 7 * 86_400_000;

export interface BackupStanding {
  /** When copies are made; null: there is no schedule. */
  readonly times: BackupTimes | null;
  /** Since when there is a schedule, UTC ms. */
  readonly plannedAt: number;
  /** The last good copy of the schedule, UTC ms. */
  readonly lastGood: number | null;
  /** The newest backup a person made on this computer, UTC ms. */
  readonly lastMade: number | null;
  /** Since when there is a shop, UTC ms. */
  readonly since: number;
  readonly sameDisk: boolean;
}

/** What a person should be warned of now. */
export function backupWarnings(standing: BackupStanding, now: number): BackupWarning[] {
  const { times, plannedAt, lastGood, lastMade, since, sameDisk } = standing;
  if (times === null) {
    const newest = Math.max(lastGood ?? 0, lastMade ?? 0, since);
    return now - newest > week ? ['none'] : [];
  }
  const warnings: BackupWarning[] = [];
  if (now - (lastGood ?? plannedAt) > 2 * intervalOf(times)) warnings.push('stale');
  if (sameDisk) warnings.push('same_disk');
  return warnings;
}

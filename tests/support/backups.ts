import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { vi } from 'vitest';
import type { ConsoleClient } from './api.ts';

/** What the console is told of backups, as far as tests look at it. */
export interface BackupState {
  readonly running: { readonly deed: string; readonly step: string } | null;
  readonly failure: { readonly deed: string; readonly text: string } | null;
  readonly last: { readonly name: string; readonly size: number; readonly madeAt: number } | null;
  readonly schedule: {
    readonly plan: { readonly folder: string } | null;
    readonly lastGood: { readonly at: number; readonly name: string; readonly size: number } | null;
    readonly failure: { readonly at: number; readonly code: string; readonly text: string } | null;
    readonly nextAt: number | null;
  };
  readonly passphrase: 'none' | 'set' | 'away';
  readonly warnings: readonly string[];
}

export interface ListedCopy {
  readonly name: string;
  readonly size: number;
  readonly madeAt: number;
  readonly encrypted: boolean;
  readonly own: boolean;
  readonly broken: boolean;
  readonly checked: { readonly at: number; readonly found: string } | null;
}

export const backupState = (client: ConsoleClient): Promise<BackupState> => client.query<BackupState>('backup.state');

/** Every day half a day from now by the sample's clock (UTC+8): the schedule makes no copy while a test goes on. */
export const halfADayOff = () => ({ kind: 'daily', hour: (new Date().getUTCHours() + 8 + 12) % 24 }) as const;

/** Waits until nothing is being done with backups; gives how things stand then. */
export async function backupsSettled(client: ConsoleClient): Promise<BackupState> {
  return vi.waitUntil(
    async () => {
      const state = await backupState(client);
      return state.running ? undefined : state;
    },
    { timeout: 60_000, interval: 20 },
  );
}

/** Every row of every table of a database, by table. */
export function dumpAll(file: string, without: readonly string[] = []): Record<string, unknown[]> {
  const connection = new Database(file, { readonly: true });
  try {
    const tables = connection
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all()
      .filter((table) => !without.includes(table));
    return Object.fromEntries(
      tables.map((table) => [table, connection.prepare(`SELECT * FROM "${table}" ORDER BY rowid`).all()]),
    );
  } finally {
    connection.close();
  }
}

/** A small disk of its own at a path; undefined where this user may not mount one. */
export function mountDisk(path: string, options = 'size=64m'): (() => void) | undefined {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return () => void execFileSync('umount', [path]);
}

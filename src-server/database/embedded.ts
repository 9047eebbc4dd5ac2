import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type FolderLock, takeFolder } from '../folder-lock.ts';
import { StartupError } from '../startup-error.ts';
import { type Driver, settingText } from './driver.ts';
import { DurableFolder, durableStart } from './durable-folder.ts';
import { Left } from './left.ts';
import { NamedStatements, namedTransaction } from './named-statements.ts';

const movedSchema = z.object({ to: z.string(), at: z.string() });
const markOf = (folder: string) => join(folder, 'moved.json');

/** Where PGlite lies in the data folder: beside its lock. */
export const databaseFolder = (folder: string): string => join(folder, 'database');

/** Leaves word in a data folder that its data lives elsewhere now: who starts on it by habit is told. */
export function markMoved(folder: string, to: string): void {
  const moved: z.infer<typeof movedSchema> = { to, at: new Date().toISOString() };
  writeFileSync(markOf(folder), `${JSON.stringify(moved)}\n`);
}

function refuseMoved(folder: string): void {
  const mark = markOf(folder);
  if (!existsSync(mark)) return;
  const { to, at } = movedSchema.catch({ to: 'PostgreSQL', at: '—' }).parse(JSON.parse(readFileSync(mark, 'utf8')));
  throw new StartupError('data_folder_moved', { folder, to, at, mark });
}

/** What is wrong with a folder that cannot be written, for the operator. */
function folderError(folder: string, cause: unknown): StartupError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL';
  return full
    ? new StartupError('disk_full', { folder }, { cause })
    : new StartupError('data_folder_unusable', { folder, cause: message }, { cause });
}

function lockFolder(folder: string): FolderLock {
  let lock: FolderLock | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = takeFolder(folder, 'database.lock');
  } catch (cause) {
    throw folderError(folder, cause);
  }
  if (!lock) throw new StartupError('data_folder_in_use', { folder });
  return lock;
}

async function createIn(folder: string): Promise<PGlite> {
  const complaints: string[] = [];
  const onStderr = (text: string) => {
    complaints.push(text);
    return true;
  };
  try {
    const fs = new DurableFolder(databaseFolder(folder));
    return await PGlite.create({ fs, startParams: [...durableStart], onStderr });
  } catch (cause) {
    // PGlite's own error says that it failed; what failed is in what PostgreSQL wrote.
    const said = complaints.join('\n');
    if (/No space left on device|Disk quota exceeded/.test(`${said}${String(cause)}`))
      throw new StartupError('disk_full', { folder }, { cause });
    const last = complaints.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? (cause as Error).message;
    throw new StartupError('data_folder_unusable', { folder, cause: last }, { cause });
  }
}

/**
 * PGlite: PostgreSQL in this process, one transaction at a time. `folder` undefined keeps everything in memory, and begins
 * with `seed` if there is one; else the folder is this process's alone. Throws StartupError when it cannot be used.
 */
export async function openEmbedded(folder: string | undefined, seed?: Blob): Promise<Driver> {
  const lock = folder === undefined ? undefined : lockFolder(folder);
  try {
    if (folder !== undefined) refuseMoved(folder);
    const pglite =
      folder === undefined ? await PGlite.create(seed ? { loadDataDir: seed } : {}) : await createIn(folder);
    const statements = new NamedStatements(pglite);
    return {
      kind: 'embedded',
      transaction: (work, settings) =>
        pglite.transaction(async (client) => {
          const tx = namedTransaction(client, statements);
          const left = new Left();
          if (settings) await tx.execute(sql.raw(settingText(settings)));
          // Its error is the reason that is told; what came after it only failed of that.
          const result = await work(tx, left.leave).finally(() => left.answered());
          return result;
        }),
      async script(text) {
        await pglite.exec(text);
      },
      async listen(channel, heard) {
        const unlisten = await pglite.listen(channel, heard);
        return () => unlisten();
      },
      async close() {
        await pglite.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartupError } from '../startup-error.ts';
import { syncFolder } from '../sync-disk.ts';
import { renameDurably, writeDurably } from './durable.ts';

/** The present database, and what SQLite keeps beside it. */
const database = 'landing.db';
const besides = ['landing.db-wal', 'landing.db-shm'];
const journalName = 'exchange.json';
const replacedFolder = 'replaced';

const innerFolder = /^(restoring|replaced\/[\w-]+)$/;
const journalSchema = z.object({
  /** `recover`: what was put aside is damaged. */
  kind: z.enum(['restore', 'undo', 'recover']),
  /** The folder the new database comes from, and the one the present database goes to, within the data folder. */
  incoming: z.string().regex(innerFolder),
  outgoing: z.string().regex(innerFolder),
  at: z.int(),
  /** What was restored, for people. */
  from: z.string(),
});
export type Exchange = z.infer<typeof journalSchema>;

/** A name for what is put aside at a time (UTC ms): sorts by time, and no system minds it. */
const folderName = (at: number) => new Date(at).toISOString().replace(/[:.]/g, '-');

function newFolder(data: string, at: number): string {
  for (let n = 0; ; n++) {
    const name = `${replacedFolder}/${folderName(at)}${n === 0 ? '' : `-${n}`}`;
    if (!existsSync(join(data, name))) return name;
  }
}

/**
 * Puts the database in the folder `incoming` in the place of the present one, which is moved aside with everything
 * beside it; nothing is deleted. Gives the folder it was moved to.
 *
 * Crash-safe: the journal is on the disk before the first rename, and every rename is. Without a journal the present
 * database stands untouched; with one, the next `finishExchange` (every start begins with it) goes on where this ended.
 * The caller holds the folder's lock. `reached` is called after each step.
 */
export function exchangeDatabase(
  data: string,
  plan: Pick<Exchange, 'kind' | 'incoming' | 'at' | 'from'>,
  reached: (step: string) => void = () => undefined,
): string {
  const exchange: Exchange = { ...plan, outgoing: newFolder(data, plan.at) };
  const outgoing = join(data, exchange.outgoing);
  mkdirSync(outgoing, { recursive: true, mode: 0o700 });
  writeFileSync(join(outgoing, journalName), JSON.stringify(exchange), { mode: 0o600, flush: true });
  syncFolder(outgoing);
  reached('folder');
  // A log without its database would be taken for the new one's, and wreck it.
  if (!existsSync(join(data, database))) moveAll(data, outgoing, besides, () => undefined);
  // From here on it has to succeed. A `replaced/` on another disk, where nothing can be renamed to, shows before.
  writeDurably(join(data, journalName), JSON.stringify(exchange), outgoing);
  reached('journal');
  finishExchange(data, reached);
  return exchange.outgoing;
}

/**
 * Moves files, never over one that is there: that was moved by an exchange that was cut off, and the one of the same
 * name was made since by a program that knew nothing of it. Both are kept.
 */
function moveAll(from: string, to: string, names: readonly string[], reached: (step: string) => void): void {
  for (const name of names) {
    if (!existsSync(join(from, name))) continue;
    let free = name;
    for (let n = 1; existsSync(join(to, free)); n++) free = `${name}.later-${n}`;
    renameDurably(join(from, name), join(to, free));
    reached(`moved ${name}`);
  }
}

/** Whether an exchange was begun and not ended: then what lies in the data folder is no whole database. */
export const isExchangePending = (data: string): boolean => existsSync(join(data, journalName));

/**
 * Ends an exchange that was begun, wherever it stopped: first the present database goes (its own file last, so its
 * presence says that this is not over), then the new one comes (its own file last, so its absence says that this is).
 * Does nothing without a journal. Throws StartupError restore_unfinished when the journal cannot be read.
 */
export function finishExchange(data: string, reached: (step: string) => void = () => undefined): boolean {
  if (!isExchangePending(data)) return false;
  const path = join(data, journalName);
  let exchange: Exchange;
  try {
    exchange = journalSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new StartupError('restore_unfinished', { file: path }, { cause });
  }
  const incoming = join(data, exchange.incoming);
  const outgoing = join(data, exchange.outgoing);
  if (existsSync(join(incoming, database))) {
    if (existsSync(join(data, database))) moveAll(data, outgoing, [...besides, database], reached);
    moveAll(incoming, data, [...besides, database], reached);
  } else if (!existsSync(join(data, database))) {
    // Somebody tidied the new one away meanwhile: an empty shop would look like lost data.
    moveAll(outgoing, data, [...besides, database], reached);
  }
  rmSync(path);
  syncFolder(data);
  reached('done');
  return true;
}

/** What was put aside so far, newest first; only folders that still hold a database. */
export function replacedDatabases(data: string): (Exchange & { readonly file: string; readonly folder: string })[] {
  const home = join(data, replacedFolder);
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .toSorted()
    .reverse()
    .flatMap((name) => {
      const file = join(home, name, database);
      try {
        const exchange = journalSchema.parse(JSON.parse(readFileSync(join(home, name, journalName), 'utf8')));
        return existsSync(file) ? [{ ...exchange, file, folder: `${replacedFolder}/${name}` }] : [];
      } catch {
        return [];
      }
    });
}

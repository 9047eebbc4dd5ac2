import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { refusedExitCode } from '#shared/desktop/contract.ts';
import { backupExtension, type RescueAnswer, type RescueLine } from '#shared/desktop/rescue.ts';
import { AppError, errorMessage } from '#shared/errors.ts';
import './parent-channel.ts';
import { programRoot } from './paths.ts';
import { describeAnswer } from './rescue-text.ts';
import { landingBackupKey, type PassphraseSource, passphraseFrom, unlockFor } from './rescue-unlock.ts';
import { StartupError } from './startup-error.ts';
import {
  type BackupKey,
  backupsFolder,
  backupsIn,
  backupsOf,
  describeBackup,
  exportData,
  findingOf,
  newKdf,
  type Progress,
  readSchedule,
  recoverDatabase,
  restoreBackup,
  settleRestore,
  stretch,
  undoableRestore,
  undoRestore,
  verifyBackup,
  writeBackup,
} from './store/service.ts';

const usage = `Usage: rescue --data DIR [--json] COMMAND
  list [--in FOLDER]             backups in the data folder (and in FOLDER)
  check [FILE]                   checks the database, or a backup
  describe FILE                  what a backup says of itself
  backup --to FILE [--replace]   makes a backup (.ldbackup)
  export --to FOLDER             writes everything as tables a spreadsheet opens
  restore FILE                   puts a backup in the place of the database, which is kept
  recover [FILE] [--in FOLDER]   puts a damaged database aside: newest good copy (or FILE) and what can still be read
  undo-restore                   brings back the database that the last restore put aside
  --passphrase-file FILE         the passphrase of an encrypted backup (for backup --to: encrypts with it)
  --json                         prints JSON lines, with progress
`;

interface Wish {
  readonly data: string;
  readonly command: string;
  readonly file: string | undefined;
  readonly to: string | undefined;
  readonly in: string | undefined;
  readonly replace: boolean;
  readonly json: boolean;
  readonly passphrase: PassphraseSource;
}

const refuse = (problem: string): never => {
  throw new StartupError('bad_arguments', { problem: `${problem}\n${usage}` });
};

function readArguments(args: readonly string[]): Wish {
  let parsed: ReturnType<typeof parse>;
  const parse = () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        to: { type: 'string' },
        in: { type: 'string' },
        replace: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'passphrase-file': { type: 'string' },
        // For the desktop, which has asked the person.
        'passphrase-from-parent': { type: 'boolean', default: false },
      },
    });
  try {
    parsed = parse();
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { values, positionals } = parsed;
  const [command, file, ...more] = positionals;
  if (values.data === undefined || command === undefined || more.length > 0)
    return refuse('--data and a command are needed.');
  const path = (value: string | undefined) => (value === undefined ? undefined : resolve(value));
  return {
    data: resolve(values.data),
    command,
    file: path(file),
    to: path(values.to),
    in: path(values.in),
    replace: values.replace,
    json: values.json,
    passphrase: {
      file: path(values['passphrase-file']),
      fromParent: values['passphrase-from-parent'],
      ask: !values.json,
    },
  };
}

/** The finding of a full check of the database; damage so bad that it cannot be checked is one too. */
function checkDatabase(file: string): string {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true });
    return findingOf(connection);
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_CANTOPEN') {
      throw new AppError('database_missing', { folder: resolve(file, '..') });
    }
    return (error as Error).message;
  } finally {
    connection?.close();
  }
}

/**
 * What a backup is encrypted with: the passphrase given for it, or what the landing's own are encrypted with. Where that
 * cannot be reached it is readable, and the answer says so: a person who rescues data must not be kept from it.
 */
async function keyForBackup({ data, passphrase }: Wish, meant: boolean): Promise<BackupKey | undefined> {
  const typed = await passphraseFrom({ ...passphrase, ask: false });
  if (typed !== undefined) return stretch(typed, newKdf());
  return meant ? landingBackupKey(data) : undefined;
}

interface Running {
  readonly app: string;
  readonly now: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

async function carryOut(wish: Wish, running: Running): Promise<RescueAnswer> {
  const { data } = wish;
  const file = wish.file ?? '';
  const database = join(data, 'landing.db');
  const needs = (value: string | undefined, what: string) => value ?? refuse(`${wish.command}: ${what} is needed.`);
  switch (wish.command) {
    case 'list': {
      const folders = [...new Set([readSchedule(data)?.plan?.folder, wish.in])].filter((place) => place !== undefined);
      const backups = [...backupsOf(data), ...folders.flatMap((place) => backupsIn(place))];
      backups.sort((a, b) => b.madeAt - a.madeAt);
      return { task: 'list', backups, canUndo: undoableRestore(data) !== undefined };
    }
    case 'check': {
      if (wish.file !== undefined) {
        await verifyBackup(file, running);
        return { task: 'check', file, sound: true, finding: 'ok' };
      }
      settleRestore(data);
      const finding = checkDatabase(database);
      return { task: 'check', file: database, sound: finding === 'ok', finding };
    }
    case 'describe':
      return { task: 'describe', backup: describeBackup(needs(wish.file, 'FILE')) };
    case 'backup': {
      const to = needs(wish.to, '--to');
      // With --replace any other name could be the database's own.
      if (!to.endsWith(backupExtension)) return refuse(`backup: a name that ends with ${backupExtension} is needed.`);
      settleRestore(data);
      const meant = readSchedule(data)?.encrypted === true;
      const key = await keyForBackup(wish, meant);
      const scratch = key && backupsFolder(data);
      const made = await writeBackup({ ...running, database, file: to, key, scratch, replace: wish.replace });
      return { task: 'backup', file: made.file, size: made.size, encrypted: key !== undefined, meant };
    }
    case 'export': {
      const folder = needs(wish.to, '--to');
      settleRestore(data);
      return { task: 'export', report: await exportData({ ...running, data, folder }) };
    }
    case 'restore': {
      const unlock = unlockFor(data, wish.passphrase);
      return {
        task: 'restore',
        ...(await restoreBackup({ ...running, data, unlock, file: needs(wish.file, 'FILE') })),
      };
    }
    case 'recover': {
      // The rooms are large; everything else here starts without them.
      const { salvageRooms } = await import('./recovery.ts');
      const unlock = unlockFor(data, wish.passphrase);
      const wanted = { data, file: wish.file, folder: wish.in, unlock, salvage: salvageRooms };
      return { task: 'recover', recovery: await recoverDatabase({ ...running, ...wanted }) };
    }
    case 'undo-restore':
      return { task: 'undo-restore', ...(await undoRestore({ ...running, data })) };
    default:
      return refuse(`There is no command ${basename(wish.command)}.`);
  }
}

/** A refusal in both languages; undefined for what nobody foresaw. */
function refusalOf(error: unknown): { code: string; message: { en: string; 'zh-CN': string } } | undefined {
  if (error instanceof StartupError) return { code: error.reason, message: error.sentences };
  if (!(error instanceof AppError)) return undefined;
  const { code, params } = error;
  const say = (language: 'en' | 'zh-CN') =>
    errorMessage(code, language, typeof params === 'function' ? params(language) : params);
  return { code, message: { en: say('en'), 'zh-CN': say('zh-CN') } };
}

/** How often progress is told at most, in milliseconds. */
const tellEveryMs = 100;

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const json = args.includes('--json');
  const tell = (line: RescueLine) => void process.stdout.write(`${JSON.stringify(line)}\n`);
  const end = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end.abort());
  let toldAt = 0;
  let toldStep = '';
  const onProgress = (progress: Progress) => {
    const now = Date.now();
    if (!json || (progress.step === toldStep && now - toldAt < tellEveryMs)) return;
    toldAt = now;
    toldStep = progress.step;
    tell({ progress });
  };
  try {
    const wish = readArguments(args);
    const { version: app } = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8')) as { version: string };
    const answer = await carryOut(wish, { app, now: Date.now(), onProgress, signal: end.signal });
    if (json) tell({ answer });
    else process.stdout.write(`${describeAnswer(answer)}\n`);
    return answer.task === 'check' && !answer.sound ? 1 : 0;
  } catch (error) {
    // Nothing else is a cancellation: a restore that fails while it is moved goes on at the next start.
    if (end.signal.aborted && (error as Error).name === 'AbortError') {
      if (json) tell({ cancelled: true });
      return 0;
    }
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    if (json) tell({ refused: refusal });
    process.stderr.write(`${[...new Set(Object.values(refusal.message))].join('\n')}\n`);
    return refusedExitCode;
  }
}

/** The line to whoever started this would keep it alive; what was said has to be out first. */
function leave(code: number): void {
  process.stdout.write('', () => process.exit(code));
}

main().then(leave, (error: unknown) => {
  process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
  leave(1);
});

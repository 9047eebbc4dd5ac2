import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pino from 'pino';
import { loggedError } from './logged-error.ts';
import { programRoot } from './program-root.ts';
import { StartupError } from './startup-error.ts';

/** A sub-command of a server program. */
export interface Command {
  readonly usage: string;
  /** Runs it and gives the exit code. Throws StartupError with a sentence for the operator. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Refuses a command line, with how it should be. */
export function refuseArguments(problem: string, usage: string): never {
  throw new StartupError('bad_arguments', { problem: `${problem}\n${usage}` });
}

/** Reads a command line with `read`, whose errors (node:util `parseArgs`) become a refusal with the usage. */
export function readArguments<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StartupError) throw error;
    return refuseArguments((error as Error).message, usage);
  }
}

/** Where the data is: the connection string in DATABASE_URL, or the folder of the embedded database. */
export interface Place {
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string | undefined;
}

/**
 * Where the data is by `--data` and the environment. DATABASE_URL_FILE names a file with the connection string, for
 * secrets that should not stand in the environment. Both places at once are refused: nobody should have to guess.
 */
export function placeOf(data: string | undefined, env: NodeJS.ProcessEnv, usage: string): Place {
  const databaseUrl = databaseUrlOf(env, usage);
  if (databaseUrl !== undefined && data !== undefined)
    refuseArguments('DATABASE_URL is set, so the data is in PostgreSQL: leave --data away, or unset it.', usage);
  if (databaseUrl === undefined && data === undefined) refuseArguments('Set DATABASE_URL, or give --data.', usage);
  return { databaseUrl, dataFolder: data === undefined ? undefined : resolve(data) };
}

/** The connection string in DATABASE_URL or in the file that DATABASE_URL_FILE names, if there is one. */
export function databaseUrlOf(env: NodeJS.ProcessEnv, usage: string): string | undefined {
  const file = env['DATABASE_URL_FILE'];
  return env['DATABASE_URL'] || (file ? readUrl(file, usage) : undefined);
}

function readUrl(file: string, usage: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    return refuseArguments(`DATABASE_URL_FILE cannot be read: ${(error as Error).message}`, usage);
  }
}

/** A port of the command line. */
export function portOf(name: string, text: string, usage: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    refuseArguments(`${name} must be a number from 0 to 65535.`, usage);
  return Number(text);
}

/** Seconds of the command line, in ms. */
export function secondsOf(name: string, text: string, usage: string): number {
  if (!/^\d{1,4}$/.test(text)) refuseArguments(`${name} must be a number of seconds from 0 to 9999.`, usage);
  return Number(text) * 1000;
}

/**
 * Where a program's log goes that keeps no file of its own. Written at once: what is still to be written at the end would
 * be tried for ever when nobody reads it any more (SonicBoom's `flushSync` takes EPIPE for a pause), and the process of
 * somebody who was killed would never end.
 */
export const standardError = () => pino.destination({ dest: 2, sync: true });

/** The program's log, on standard error as servers do; nothing in it is personal or secret. */
export function openLog(): pino.Logger {
  const redact = ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.credential', '*.code', '*.token'];
  return pino({ level: 'info', redact, serializers: { err: loggedError } }, standardError());
}

/** The version in package.json. */
export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}

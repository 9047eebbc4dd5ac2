import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { findElectron } from '../../scripts/start/electron.ts';

export const root = join(import.meta.dirname, '../..');

/** The Electron to test with; undefined where there is none. */
export const electronBinary = findElectron(root, process.env);

export const whyNoElectron =
  'the Electron binary is not here (set ELECTRON_OVERRIDE_DIST_PATH, or run: node node_modules/electron/install.js)';

const executables: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Landing Desk.app/Contents/MacOS/Landing Desk',
  win32: 'Landing Desk.exe',
};

/** Whether a file is a program of the system, and not the script that `npm run dist -- --stand-in` packs around. */
function isBinary(path: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(path, 'r');
  readSync(file, start, 0, 2, 0);
  closeSync(file);
  return start.toString('latin1') !== '#!';
}

/** The program that `npm run dist -- --dir` packed for this computer; undefined where there is none. */
export function packedProgram(): string | undefined {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return undefined;
  return readdirSync(dist)
    .filter((name) => /unpacked$|^mac/.test(name))
    .map((name) => join(dist, name, executables[process.platform] ?? 'landing-desk'))
    .find((path) => existsSync(path) && isBinary(path));
}

export const whyNotPacked = 'no program was packed around the real Electron (npm run dist -- --dir)';

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long the first download may take before the fallback is used instead. */
export const downloadSeconds = 20;
const rememberMs = 24 * 3600 * 1000;

const executables: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The Electron binary that is there already, in the package or where ELECTRON_OVERRIDE_DIST_PATH says. */
export function findElectron(root: string, env: NodeJS.ProcessEnv): string | undefined {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist');
  const path = join(folder, executables[process.platform] ?? 'electron');
  return existsSync(path) ? path : undefined;
}

export type Download =
  | { readonly outcome: 'obtained'; readonly path: string }
  | { readonly outcome: 'remembered' | 'too_slow' }
  | { readonly outcome: 'failed'; readonly reason: string };

interface Failure {
  readonly version: string;
  readonly at: number;
}

/** The failure of the last day, kept in `.cache/` so that an offline computer does not wait at every start. */
function rememberedFailure(file: string, version: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const failure = JSON.parse(readFileSync(file, 'utf8')) as Partial<Failure>;
    const age = Date.now() - (failure.at ?? 0);
    return failure.version === version && age >= 0 && age < rememberMs;
  } catch {
    return false;
  }
}

/**
 * Has Electron's own installer fetch the binary, once a day at most. With `patient` there is no time limit and an
 * earlier failure is forgotten.
 */
export async function obtainElectron(options: {
  root: string;
  env: NodeJS.ProcessEnv;
  patient: boolean;
  onStart: () => void;
  limitMs?: number;
}): Promise<Download> {
  const { root, env } = options;
  const folder = join(root, 'node_modules/electron');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const memory = join(root, '.cache', 'electron-download.json');
  if (!options.patient && rememberedFailure(memory, version)) return { outcome: 'remembered' };

  options.onStart();
  const child = spawn(process.execPath, [join(folder, 'install.js')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaint += chunk;
  });
  let late = false;
  const timer = options.patient
    ? undefined
    : setTimeout(
        () => {
          late = true;
          child.kill('SIGKILL');
        },
        options.limitMs ?? downloadSeconds * 1000,
      );
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);

  const path = findElectron(root, env);
  if (path) {
    rmSync(memory, { force: true });
    return { outcome: 'obtained', path };
  }
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(memory, JSON.stringify({ version, at: Date.now() } satisfies Failure));
  if (late) return { outcome: 'too_slow' };
  return { outcome: 'failed', reason: firstSentence(complaint) };
}

/** The line of a stack trace that a person can use. */
function firstSentence(complaint: string): string {
  const line = complaint.split('\n').find((text) => text.trim() !== '' && !text.trim().startsWith('at '));
  return (line ?? 'no reason given').trim().slice(0, 160);
}

import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPort, defaultStaffPort } from '#shared/desktop/contract.ts';
import type { Language } from '#shared/languages.ts';
import { negotiateLanguage } from '#shared/languages.ts';
import { type CloudReady, cloudArguments } from './cloud.ts';
import type { AfterClosing } from './when-closed.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface StartOptions {
  readonly demo: boolean;
  /** The landing's data folder. */
  readonly data: string;
  /** The folder of the application itself: the data's default home, and that of browser profiles. */
  readonly home: string;
  /** The browser profile of the window: one for each data folder, so that each has a browser process of its own. */
  readonly profile: string;
  readonly port: number;
  /** Where staff devices on the LAN reach the console, once that is switched on. */
  readonly staffPort: number;
  /** Where the demo's own cloud listens, on loopback; undefined where none is wanted. */
  readonly cloudPort: number | undefined;
  /** Where the sample's repair bench begins to listen, on loopback: nine ports; undefined where none is wanted. */
  readonly benchPort: number | undefined;
  /** Open a window; without it only addresses are printed. */
  readonly window: boolean;
  /** What becomes of the landing when its window is closed, from now on; undefined where this start does not say. */
  readonly afterClosing: AfterClosing | 'ask' | undefined;
  /** Whether Electron may be used, and fetched: `fetch` takes as long as it takes and forgets earlier failures. */
  readonly electron: 'use' | 'fetch' | 'skip';
  /** Ordering is not started; the data can be looked after. */
  readonly safeMode: boolean;
  readonly help: boolean;
}

/** Where each system keeps an application's own data; the same folder as Electron's `userData`, so all ways of starting share it. */
function applicationHome(demo: boolean, platform: NodeJS.Platform, env: Environment): string {
  const name = demo ? 'Landing Desk Demo' : 'Landing Desk';
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), name);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name);
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), name);
}

/** The language a terminal asks for (POSIX: LC_ALL before LC_MESSAGES before LANG), else the system's. */
export function terminalLanguage(env: Environment): Language {
  const posix = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'];
  const tag = posix && !/^(C|POSIX)\b/.test(posix) ? posix.replace(/[.@].*$/, '').replace('_', '-') : undefined;
  return negotiateLanguage(tag ?? Intl.DateTimeFormat().resolvedOptions().locale, 'en');
}

function portOf(name: string, value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new RangeError(`${name} ${value}`);
  return port;
}

/** Beside the landing's, so that two demos at once have two clouds and two benches. */
function portBeside(port: number, distance: number, count = 1): number {
  return port + distance + count - 1 <= 65_535 ? port + distance : port - distance;
}
const cloudDistance = 10;
const bench = { distance: 20, ports: 9 } as const;

/** Where the demo's repair bench begins to listen beside a landing: one MTMS, two KMS and six terminals. */
export const benchPortBeside = (port: number): number => portBeside(port, bench.distance, bench.ports);

function afterClosing(given: { 'keep-running': boolean; 'stop-with-window': boolean; ask: boolean }) {
  const choices = { keep: given['keep-running'], stop: given['stop-with-window'], ask: given.ask };
  const [choice, other] = (['keep', 'stop', 'ask'] as const).filter((name) => choices[name]);
  if (other) throw new RangeError('--keep-running, --stop-with-window, --ask');
  return choice;
}

/**
 * Reads the command line of `npm start`.
 * @throws RangeError for a port that is none and for choices that exclude each other, TypeError for an option that is unknown or lacks its value.
 */
export function readOptions(args: readonly string[], env: Environment, platform = process.platform): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      demo: { type: 'boolean', default: false },
      data: { type: 'string' },
      port: { type: 'string', default: String(defaultPort) },
      'staff-port': { type: 'string', default: String(defaultStaffPort) },
      'cloud-port': { type: 'string' },
      'no-cloud': { type: 'boolean', default: false },
      'bench-port': { type: 'string' },
      'no-bench': { type: 'boolean', default: false },
      'no-window': { type: 'boolean', default: false },
      'keep-running': { type: 'boolean', default: false },
      'stop-with-window': { type: 'boolean', default: false },
      ask: { type: 'boolean', default: false },
      'no-electron': { type: 'boolean', default: false },
      'get-electron': { type: 'boolean', default: false },
      'safe-mode': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const port = portOf('--port', values.port);
  const staffPort = portOf('--staff-port', values['staff-port']);
  const cloudPort =
    values['cloud-port'] === undefined ? portBeside(port, cloudDistance) : portOf('--cloud-port', values['cloud-port']);
  const benchPort =
    values['bench-port'] === undefined ? benchPortBeside(port) : portOf('--bench-port', values['bench-port']);
  const skip = values['no-electron'] || Boolean(env['LANDING_DESK_NO_ELECTRON']);
  const home = applicationHome(values.demo, platform, env);
  const usualData = join(home, 'landing');
  const data = values.data ? resolve(values.data) : usualData;
  const mark = createHash('sha256').update(data).digest('hex').slice(0, 12);
  return {
    demo: values.demo,
    home,
    data,
    profile: join(home, data === usualData ? 'browser' : `browser-${mark}`),
    port,
    staffPort,
    cloudPort: values.demo && !values['no-cloud'] && !values['safe-mode'] ? cloudPort : undefined,
    benchPort: values.demo && !values['no-bench'] && !values['safe-mode'] ? benchPort : undefined,
    window: !values['no-window'],
    afterClosing: afterClosing(values),
    electron: values['get-electron'] ? 'fetch' : skip ? 'skip' : 'use',
    safeMode: values['safe-mode'],
    help: values.help,
  };
}

/** What the landing is told, whoever starts it. */
export function landingArguments(options: StartOptions, cloud?: CloudReady): string[] {
  const ports = ['--port', String(options.port), '--staff-port', String(options.staffPort)];
  return ['--data', options.data, ...ports, '--json', ...(options.demo ? ['--demo'] : []), ...cloudArguments(cloud)];
}

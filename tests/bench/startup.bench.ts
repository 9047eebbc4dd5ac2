import { join } from 'node:path';
import { Phone, request } from '#tests/support/api.ts';
import { openDisplay } from '#tests/support/display.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { build, builtLanding, isBuilt } from '../../scripts/start/screens.ts';
import { startProcess } from './processes.ts';
import { percentile, report } from './report.ts';
import { untilPainted } from './window.ts';

const rounds = 7;
const root = join(import.meta.dirname, '../..');
const scripts = join(root, 'scripts/start.ts');
const fromSource = join(root, 'src-main/cli.ts');

/** Time from process start to the first menu on a phone, of a house that is set up. */
async function firstMenu(folder: string, program: string): Promise<number> {
  const started = performance.now();
  const landing = await LandingProcess.start(folder, { program });
  const phone = await Phone.scan(landing.ready.guest[0]?.url ?? '');
  await phone.menu();
  const ms = performance.now() - started;
  await landing.stop();
  return ms;
}

async function firstAnswer(folder: string): Promise<number> {
  const started = performance.now();
  const floor = await startProcess<{ url: string }>('startup-floor.ts', [folder]);
  await request(floor.ready.url);
  const ms = performance.now() - started;
  await floor.stop();
  return ms;
}

/** From the bundle as it ships and from the sources, beside the floor; in turn, so that load on the machine meets all alike. */
async function measureLanding(folder: string): Promise<void> {
  await firstMenu(folder, fromSource);
  const built: number[] = [];
  const source: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    built.push(await firstMenu(folder, builtLanding(root)));
    source.push(await firstMenu(folder, fromSource));
    floor.push(await firstAnswer(folder));
  }
  report({
    bench: 'startup',
    figure: 'landing: process start to the first guest menu (as it ships, median)',
    value: percentile(built, 0.5),
    unit: 'ms',
    floor: { what: 'bare Node + SQLite + HTTP, process start to first answer', value: percentile(floor, 0.5) },
    notes: {
      rounds,
      worstMs: Math.round(Math.max(...built)),
      fromSourceMs: Math.round(percentile(source, 0.5)),
    },
  });
}

/** The window of `npm start -- --no-electron` in the installed browser; Electron's own binary is not measured. */
async function measureWindow(folder: string): Promise<void> {
  const display = await openDisplay();
  const env = { ...process.env, DISPLAY: display.name, XDG_CONFIG_HOME: folder, LANG: 'en_US.UTF-8' };
  const ports = ['--port', '45781', '--staff-port', '45782'];
  const command = [
    scripts,
    '--no-electron',
    '--demo',
    '--no-cloud',
    '--no-bench',
    '--data',
    join(folder, 'window'),
    ...ports,
    '--stop-with-window',
  ];
  const product = () => untilPainted({ command, env, folder, selector: 'input[type=password]' });
  const floor = [join(import.meta.dirname, 'window-floor.ts'), folder];
  const bare = () => untilPainted({ command: floor, env, folder, selector: '#floor' });
  // The first of each makes its data and its browser profile.
  await product();
  await bare();
  const windows: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round++) {
    windows.push(await product());
    floors.push(await bare());
  }
  await display.close();
  report({
    bench: 'startup',
    figure: 'npm start in an installed browser: process start to the sign-in painted (median)',
    value: percentile(windows, 0.5),
    unit: 'ms',
    floor: {
      what: 'bare Node and the same browser’s window on a static page, process start to painted',
      value: percentile(floors, 0.5),
    },
    notes: { rounds, worstMs: Math.round(Math.max(...windows)), window: 'Chromium under Xvfb; Electron was not run' },
  });
}

/** How long a start takes: until phones are served, and until the person at the computer sees the console. */
export async function run(): Promise<void> {
  if (!isBuilt(root)) await build(root);
  const folder = tempFolder();
  try {
    await measureLanding(folder.path);
    await measureWindow(folder.path);
  } finally {
    folder.remove();
  }
}

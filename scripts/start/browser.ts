import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const onPath = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const onMac = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const onWindows = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** An installed browser that can show a page as an app window: the one CHROME_PATH names, else the first found. */
export function findBrowser(env: NodeJS.ProcessEnv, platform = process.platform): string | undefined {
  const candidates = [env['CHROME_PATH'] ?? ''];
  if (platform === 'darwin') {
    for (const name of onMac) candidates.push(`/Applications/${name}.app/Contents/MacOS/${name}`);
  } else if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    for (const name of onWindows) for (const root of roots) if (root) candidates.push(join(root, name));
  } else {
    const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
    for (const name of onPath) for (const folder of folders) candidates.push(join(folder, name));
  }
  return candidates.find((path) => path !== '' && isExecutable(path));
}

/** Whether windows can be shown. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform = process.platform): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Chromium's sandbox refuses to run as root on Linux; the profile then needs the switches that say so. */
export function needsNoSandbox(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/** What is shown, and how large at first: the browser keeps what a person made of it. */
export interface WindowPage {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** The switches for an app window in a profile of its own that asks nothing and calls nobody. */
export function browserArguments(page: WindowPage, profile: string, noSandbox = needsNoSandbox()): string[] {
  return [
    `--app=${page.url}`,
    `--window-size=${page.width},${page.height}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
    ...(noSandbox ? ['--no-sandbox', '--test-type'] : []),
  ];
}

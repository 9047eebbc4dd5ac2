import { execFile } from 'node:child_process';

/** A question over the session bus that takes longer is as good as unanswered. */
const defaultPatienceMs = 2_000;

type Ask = (destination: string, path: string, method: string, ...args: string[]) => Promise<string>;

const run = (program: string, args: readonly string[], timeout: number) =>
  new Promise<string>((resolve, reject) => {
    execFile(program, args, { timeout }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });

/** Asks over the session bus with whichever of its two tools this computer has. */
const askBus =
  (timeout: number): Ask =>
  async (destination, path, method, ...args) => {
    const gdbus = ['call', '--session', '--dest', destination, '--object-path', path, '--method', method, ...args];
    try {
      return await run('gdbus', gdbus, timeout);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const plain = ['--session', '--print-reply', `--dest=${destination}`, path, method];
      return run('dbus-send', [...plain, ...args.map((argument) => `string:${argument}`)], timeout);
    }
  };

const watcher = ['org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher'] as const;
const properties = 'org.freedesktop.DBus.Properties.Get';
const bus = ['org.freedesktop.DBus', '/org/freedesktop/DBus'] as const;

/**
 * Whether an icon of this process stands in a tray that a person can see. Windows and macOS always have one. On Linux
 * it depends on the desktop (GNOME has none by itself), and Electron does not tell: so the session bus is asked whether
 * somebody shows icons (StatusNotifierItem specification) and whether ours is among them. No answer means no tray, since
 * a wrong "yes" would lose the window.
 */
export async function isTrayShown(
  options: { platform?: NodeJS.Platform; pid?: number; ask?: Ask; patienceMs?: number } = {},
): Promise<boolean> {
  const { platform = process.platform, pid = process.pid, patienceMs = defaultPatienceMs } = options;
  const { ask = askBus(patienceMs) } = options;
  if (platform === 'win32' || platform === 'darwin') return true;
  try {
    const host = await ask(...watcher, properties, watcher[0], 'IsStatusNotifierHostRegistered');
    if (!/\btrue\b/.test(host)) return false;
    const items = await ask(...watcher, properties, watcher[0], 'RegisteredStatusNotifierItems');
    for (const [, item = ''] of items.matchAll(/["']([^"']+)["']/g)) {
      // A bus name, and for some watchers the object's path behind it.
      const name = /^[^/@]+/.exec(item)?.[0] ?? '';
      if (name === '') continue;
      if (name.includes(`.StatusNotifierItem-${pid}-`)) return true;
      const owner = await ask(...bus, 'org.freedesktop.DBus.GetConnectionUnixProcessID', name).catch(() => '');
      if (new RegExp(`uint32 ${pid}\\b`).test(owner)) return true;
    }
    return false;
  } catch {
    return false;
  }
}

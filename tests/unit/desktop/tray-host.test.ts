import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isTrayShown } from '#main/desktop/tray-host.ts';
import { patience } from '#tests/support/patience.ts';

const pid = 4711;

/** A session bus with these icons on it, as `gdbus` prints its answers. */
function bus({ host = true, items = [] as string[], owners = {} as Record<string, number> }) {
  return async (_destination: string, _path: string, method: string, ...args: string[]) => {
    if (method.endsWith('GetConnectionUnixProcessID')) {
      const owner = owners[args[0] ?? ''];
      if (owner === undefined) throw new Error('NameHasNoOwner');
      return `(uint32 ${owner},)`;
    }
    if (args[1] === 'IsStatusNotifierHostRegistered') return `(<${host}>,)`;
    return `(<[${items.map((item) => `'${item}'`).join(', ')}]>,)`;
  };
}
const shown = (what: Parameters<typeof bus>[0]) => isTrayShown({ platform: 'linux', pid, ask: bus(what) });

describe('whether the icon can be seen', () => {
  test.each(['win32', 'darwin'] as const)('always on %s, without asking', async (platform) => {
    const ask = () => Promise.reject(new Error('asked'));
    expect(await isTrayShown({ platform, ask })).toBe(true);
  });

  test.each([
    ['by its name', { items: ['org.kde.StatusNotifierItem-4711-1/StatusNotifierItem'] }, true],
    ['by its other name', { items: ['org.freedesktop.StatusNotifierItem-4711-1'] }, true],
    [
      'by the process behind its address, as GNOME’s extension lists it',
      { items: [':1.7@/menu', ':1.9@/StatusNotifierItem'], owners: { ':1.7': 12, ':1.9': pid } },
      true,
    ],
    [
      'not when only others are there',
      { items: ['org.kde.StatusNotifierItem-47110-1/x', ':1.7/x'], owners: { ':1.7': 47110 } },
      false,
    ],
    ['not when its owner is gone', { items: [':1.7/x'] }, false],
    ['not when nobody shows icons', { host: false, items: ['org.kde.StatusNotifierItem-4711-1/x'] }, false],
    ['not when ours was refused', { items: [] }, false],
  ])('%s', async (_what, what, expected) => {
    expect(await shown(what)).toBe(expected);
  });

  test('not when nobody answers: a wrong yes would lose the window', async () => {
    expect(await isTrayShown({ platform: 'linux', ask: () => Promise.reject(new Error('no bus')) })).toBe(false);
  });
});

describe.skipIf(process.platform !== 'linux')('with the tools of this computer', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'landing-bus-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  const plant = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };

  test('says no on a computer without a session bus or its tools', async () => {
    vi.stubEnv('PATH', folder);
    expect(await isTrayShown({ platform: 'linux' })).toBe(false);
  });

  test('reads the plainer tool where the better one is missing', async () => {
    plant(
      'dbus-send',
      `case "$*" in *HostRegistered*) echo '   variant       boolean true';; *Items*) echo '   variant       array [
         string "org.kde.StatusNotifierItem-${pid}-1/StatusNotifierItem"
      ]';; esac`,
    );
    vi.stubEnv('PATH', `${folder}${delimiter}/nowhere`);
    plant('sh', 'exec /bin/sh "$@"');
    expect(await isTrayShown({ platform: 'linux', pid, patienceMs: patience.timeout })).toBe(true);
  });

  test('says no on a real bus where nobody shows icons', async () => {
    const script = `import { isTrayShown } from '${join(import.meta.dirname, '../../../src-main/desktop/tray-host.ts')}';
      process.stdout.write(String(await isTrayShown({ platform: 'linux' })));`;
    let answer: string;
    try {
      const options = { encoding: 'utf8', timeout: patience.timeout } as const;
      answer = execFileSync('dbus-run-session', ['--', process.execPath, '--input-type=module', '-e', script], options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      answer = 'false';
    }
    expect(answer).toBe('false');
  });
});

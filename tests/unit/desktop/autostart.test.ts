import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loginArguments, readArguments } from '#main/desktop/arguments.ts';
import { Autostart, type Command, execValue, startsAtLogin } from '#main/desktop/autostart.ts';

const command: Command = ['/opt/Landing Desk/landing-desk', '--hidden'];

describe('the entry that starts at login on Linux', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'landing-autostart-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('quotes what a shell or a field code would change (Desktop Entry Specification)', () => {
    expect(execValue(command)).toBe('"/opt/Landing Desk/landing-desk" "--hidden"');
    expect(execValue(['/a"b'])).toBe('"/a\\\\"b"');
    expect(execValue(['$HOME', '50%'])).toBe('"\\\\$HOME" "50%%"');
    expect(execValue(['`id`'])).toBe('"\\\\`id\\\\`"');
    expect(execValue(['c:\\d'])).toBe('"c:\\\\\\\\d"');
  });

  test('is written whole, read back as on, and gone when off', () => {
    const path = join(folder, 'fresh', 'autostart', 'landing-desk.desktop');
    const autostart = new Autostart(path, command);
    expect(autostart.isOn()).toBe(false);
    autostart.set(false);
    autostart.set(true);
    expect(autostart.isOn()).toBe(true);
    expect(statSync(path).mode & 0o077).toBe(0);
    autostart.set(true);
    autostart.set(false);
    expect(existsSync(path)).toBe(false);
    expect(autostart.isOn()).toBe(false);
  });

  test.each([
    ['Hidden', 'X-GNOME-Autostart-enabled=true', 'Hidden=true'],
    ['GNOME’s own switch', 'X-GNOME-Autostart-enabled=true', 'X-GNOME-Autostart-enabled=false'],
    ['another program', /Exec=.*/, 'Exec="/gone/landing-desk" "--hidden"'],
    ['keys of another group', '[Desktop Entry]', '[Desktop Action open]'],
  ])('counts as off when the system’s settings switched it off: %s', (_what, from, to) => {
    const path = join(folder, 'switched.desktop');
    const autostart = new Autostart(path, command);
    autostart.set(true);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    expect(autostart.isOn()).toBe(false);
    autostart.set(true);
    expect(autostart.isOn()).toBe(true);
  });

  test('other lines and groups around it do not matter', () => {
    const entry = `# mine\n[Desktop Entry]\nName=X\nExec = ${execValue(command)}\n\n[Desktop Action a]\nHidden=true\n`;
    expect(startsAtLogin(entry, command)).toBe(true);
  });

  test('a place that cannot be written is told', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new Autostart(join(folder, 'file', 'x.desktop'), command).set(true)).toThrow();
    mkdirSync(join(folder, 'taken.desktop'));
    expect(() => new Autostart(join(folder, 'taken.desktop'), command).set(true)).toThrow();
  });
});

describe('what a start at login is told', () => {
  test('no window, and the data and ports of now', () => {
    expect(loginArguments(readArguments([]))).toEqual(['--hidden']);
    const args = ['--data', '/srv/shop', '--port', '8080', '--staff-port', '8443', '--json'];
    const told = loginArguments(readArguments(args));
    expect(told).toEqual(['--hidden', '--data', '/srv/shop', '--port', '8080', '--staff-port', '8443']);
    expect(readArguments(told)).toMatchObject({ hidden: true, data: '/srv/shop', port: 8080, staffPort: 8443 });
  });
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsFile } from '#main/desktop/settings.ts';
import { defaultDesktopSettings } from '#shared/desktop/settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landing-desk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'desktop.json');
const open = () => new SettingsFile(path(), () => undefined);
const put = (value: unknown) => writeFileSync(path(), JSON.stringify(value));
const kept = () => JSON.parse(readFileSync(path(), 'utf8')) as unknown;

test('what another version knows is left alone, and everything else still holds', () => {
  put({ kiosk: true, updateFeed: 'off', openAtLogin: true, ['toString']: 1, later: { on: [1] } });
  const settings = open();
  expect(settings.current).toEqual({ ...defaultDesktopSettings, kiosk: true, updateFeed: 'off' });
  settings.change({ keepInTray: false });
  expect(kept()).toMatchObject({ kiosk: true, keepInTray: false, openAtLogin: true, later: { on: [1] } });
  expect(existsSync(`${path()}.unreadable`)).toBe(false);
});

test('one value that makes no sense costs that one, and the file is kept', () => {
  put({ kiosk: 'yes', keepInTray: false });
  expect(open().current).toEqual({ ...defaultDesktopSettings, keepInTray: false });
  expect(readFileSync(`${path()}.unreadable`, 'utf8')).toContain('"yes"');
});

test('where updates come from is not guessed: none, unless it can be read', () => {
  put({ updateFeed: false });
  expect(open().current.updateFeed).toBe('off');
});

test.each(['{', '[]', 'null', '7', ''])('a file that is no list of settings is put aside (%s)', (text) => {
  writeFileSync(path(), text);
  expect(open().current).toEqual(defaultDesktopSettings);
  expect(readFileSync(`${path()}.unreadable`, 'utf8')).toBe(text);
});

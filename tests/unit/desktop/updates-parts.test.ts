import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { chooseFeed } from '#main/desktop/updates/feed.ts';
import { waitsFor } from '#main/desktop/updates/gate.ts';
import { UpdateMemory } from '#main/desktop/updates/memory.ts';
import { packageKind } from '#main/desktop/updates/package-kind.ts';
import { keepPrevious } from '#main/desktop/updates/previous.ts';
import { releaseKeys } from '#main/desktop/updates/release-keys.ts';
import { keepLooking } from '#main/desktop/updates/rhythm.ts';
import { checkSignature, keyId, signatureOf } from '#main/desktop/updates/signature.ts';
import { parseYaml } from '#main/desktop/updates/yaml.ts';
import { parseReleaseNotes } from '#shared/desktop/release-notes.ts';
import { newKey } from '#tests/support/release-feed.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => {
  vi.useRealTimers();
  folder.remove();
});

describe('where updates come from', () => {
  const { publicKey } = newKey();
  const choose = (yaml: string | undefined, more: Partial<Parameters<typeof chooseFeed>[0]> = {}) => {
    const builtIn = join(folder.path, 'app-update.yml');
    if (yaml !== undefined) writeFileSync(builtIn, yaml);
    const chosen = chooseFeed({
      builtIn,
      override: '',
      platform: 'linux',
      keys: [publicKey],
      allowLoopback: false,
      ...more,
    });
    return 'off' in chosen ? chosen.off : chosen.url.href;
  };
  const built = 'provider: generic\nurl: https://updates.example/desk\nupdaterCacheDirName: x\n';

  test.each([
    ['the one built in', built, {}, 'https://updates.example/desk/'],
    ['a mirror', built, { override: 'https://mirror.example/desk/' }, 'https://mirror.example/desk/'],
    ['nowhere, by somebody’s wish', built, { override: 'off' }, 'switchedOff'],
    ['nowhere, for want of a file', undefined, {}, 'noFeed'],
    ['nowhere, for a file that is none', ']:', {}, 'noFeed'],
    ['nowhere, for another kind of provider', 'provider: github\nurl: https://x.example', {}, 'noFeed'],
    ['nowhere, for want of a key', built, { keys: [] }, 'noKey'],
    ['nowhere on Windows without a publisher', built, { platform: 'win32' }, 'noPublisher'],
    [
      'the one built in on Windows',
      `${built}publisherName: [Example Ltd]\n`,
      { platform: 'win32' },
      'https://updates.example/desk/',
    ],
    ['not from plain http', 'provider: generic\nurl: http://updates.example/', {}, 'noFeed'],
    ['not from a mirror over plain http', built, { override: 'http://mirror.example/' }, 'badFeed'],
    ['not from this computer', built, { override: 'http://127.0.0.1:8080/' }, 'badFeed'],
    ['not with a password in the address', built, { override: 'https://a:b@mirror.example/' }, 'badFeed'],
    ['not from a file', built, { override: 'file:///etc/' }, 'badFeed'],
    ['not from words', built, { override: 'our mirror' }, 'badFeed'],
    [
      'from this computer in a test',
      built,
      { override: 'http://127.0.0.1:8080/', allowLoopback: true },
      'http://127.0.0.1:8080/',
    ],
    ['never from elsewhere over http', built, { override: 'http://10.0.0.1/', allowLoopback: true }, 'badFeed'],
  ] as const)('%s', (_what, yaml, more, expected) => {
    expect(choose(yaml, more)).toBe(expected);
  });
});

test.each([
  ['win32', {}, undefined, 'nsis'],
  ['darwin', {}, undefined, 'dmg'],
  ['linux', { APPIMAGE: '/home/a/Desk.AppImage' }, undefined, 'AppImage'],
  ['linux', {}, 'deb', 'deb'],
  ['linux', { APPIMAGE: '/x' }, 'rpm', undefined],
  ['linux', {}, undefined, undefined],
  ['freebsd', {}, undefined, undefined],
] as const)('on %s with %j and %s it was installed from %s', (platform, env, type, expected) => {
  if (type) writeFileSync(join(folder.path, 'package-type'), type);
  expect(packageKind(platform, env, folder.path)).toBe(expected);
});

test('an update may begin only when the landing says that nothing is in the way', () => {
  const status = { waitingOrders: 0, calls: 0, printersInTrouble: 0, paused: false };
  expect(waitsFor(undefined)).toEqual(['landing']);
  expect(waitsFor({ ...status, holds: [] })).toEqual([]);
  expect(waitsFor({ ...status, holds: ['shift', 'keys'] })).toEqual(['shift', 'keys']);
});

test('the feed is asked soon after the start and every six hours, never on the beat', () => {
  vi.useFakeTimers();
  const start = Date.now();
  const at: number[] = [];
  const stop = keepLooking(
    () => at.push((Date.now() - start) / 60_000),
    () => 0.5,
  );
  vi.advanceTimersByTime(24 * 60 * 60_000);
  expect(at.map(Math.round)).toEqual([3, 381, 759, 1137]);
  stop();
  vi.advanceTimersByTime(24 * 60 * 60_000);
  expect(at).toHaveLength(4);
});

describe('signatures', () => {
  const { key, publicKey } = newKey();
  const bytes = Buffer.from('version: 1.0.0\n');
  const reason = (signature: string, keys = [publicKey], over: Uint8Array = bytes) => {
    try {
      checkSignature(over, signature, keys);
      return 'good';
    } catch (error) {
      return (error as { reason?: string }).reason;
    }
  };
  const good = signatureOf(bytes, [key]);

  test.each([
    ['as it was made', good, 'good'],
    ['with another system’s line ends', good.replace('\n', '\r\n'), 'good'],
    ['beside one of an unknown key', signatureOf(bytes, [newKey().key, key]), 'good'],
    ['empty', '', 'unsigned'],
    ['cut short', good.slice(0, 60), 'unsigned'],
    ['without its key’s name', good.slice(17), 'unsigned'],
    ['of an unknown key', signatureOf(bytes, [newKey().key]), 'otherKey'],
    [
      'of an unknown key under a known name',
      `${keyId(publicKey)}${signatureOf(bytes, [newKey().key]).slice(16)}`,
      'badSignature',
    ],
    ['of other bytes', signatureOf(Buffer.from('version: 1.0.1\n'), [key]), 'badSignature'],
    ['all zeros', `${keyId(publicKey)} ${Buffer.alloc(64).toString('base64')}\n`, 'badSignature'],
  ])('%s', (_what, signature, expected) => {
    expect(reason(signature)).toBe(expected);
  });

  test('nothing passes without a key', () => {
    expect(reason(good, [])).toBe('otherKey');
  });

  test('the keys built into the program are readable', () => {
    for (const built of releaseKeys) expect(reason(`${keyId(built)}${good.slice(16)}`, [built])).toBe('badSignature');
  });
});

test('what updates remember is begun anew when it cannot be read', () => {
  const path = join(folder.path, 'updates.json');
  writeFileSync(path, '{"seen": 5');
  const memory = new UpdateMemory(path, () => undefined);
  expect(memory.current).toEqual({ checkedAt: null, seen: {}, plan: null, attempt: null });
  memory.change({ checkedAt: 5 });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ checkedAt: 5 });
});

test('the old program is brought back when the new one cannot take its place', () => {
  const appImage = join(folder.path, 'Desk.AppImage');
  writeFileSync(appImage, 'old');
  const previous = keepPrevious(appImage);
  writeFileSync(`${appImage}.new`, 'half');
  expect(readFileSync(`${appImage}.previous`, 'utf8')).toBe('old');
  mkdirSync(join(folder.path, 'elsewhere'));
  previous.bringBack();
  expect(readFileSync(appImage, 'utf8')).toBe('old');
  expect(() => keepPrevious(undefined)).toThrow(RangeError);
});

test('release notes are words, never markup', () => {
  const text = [
    '# Faster **receipts**',
    'They print in half the time,',
    'on every printer.',
    '',
    '- See [the guide](https://evil.example/x)',
    '* <img src=x onerror=alert(1)> `npm start`',
    '![picture](https://evil.example/pixel.png)',
  ].join('\n');
  expect(parseReleaseNotes(text)).toEqual([
    {
      kind: 'heading',
      runs: [
        { text: 'Faster ', strong: false },
        { text: 'receipts', strong: true },
      ],
    },
    { kind: 'text', runs: [{ text: 'They print in half the time, on every printer.', strong: false }] },
    { kind: 'item', runs: [{ text: 'See the guide', strong: false }] },
    { kind: 'item', runs: [{ text: '<img src=x onerror=alert(1)> npm start', strong: false }] },
    { kind: 'text', runs: [{ text: 'picture', strong: false }] },
  ]);
  expect(JSON.stringify(parseReleaseNotes(`${'a'.repeat(100_000)}`)).length).toBeLessThan(21_000);
  expect(parseReleaseNotes('')).toEqual([]);
});

describe('the installer for Windows', () => {
  /** Where electron-builder 26 takes the name from, for `app-update.yml`. */
  const publisher = z.object({ publisherName: z.union([z.string(), z.array(z.string())]).optional() });

  test('says who publishes it, so that the updater refuses anybody else’s', () => {
    const yaml = parseYaml(readFileSync(join(import.meta.dirname, '../../../electron-builder.yml')));
    const { win } = z
      .object({ win: z.object({ signtoolOptions: publisher.optional(), azureSignOptions: publisher.optional() }) })
      .parse(yaml);
    const names = [win.signtoolOptions, win.azureSignOptions].flatMap((options) => options?.publisherName ?? []);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name.trim()).not.toBe('');
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { missingNatives } from '../../../scripts/dist/natives.ts';
import { builderArguments, missingForRelease, readDistOptions } from '../../../scripts/dist/options.ts';
import { makeStandIn } from '../../../scripts/dist/stand-in.ts';

const root = join(import.meta.dirname, '../../..');

describe('what npm run dist is asked', () => {
  it('makes installers unless told otherwise, and never publishes by itself', () => {
    expect(builderArguments(readDistOptions([]), 'linux', {}, undefined)).toEqual([
      '--linux',
      '--publish=never',
      '--config.directories.output=dist',
    ]);
    expect(builderArguments(readDistOptions(['--dir', '--arch', 'arm64']), 'darwin', {}, undefined)).toEqual([
      '--mac',
      'dir',
      '--arm64',
      '--publish=never',
      '--config.directories.output=dist',
    ]);
  });

  it('takes a stand-in for the folder only, and gives the address of updates on', () => {
    const options = readDistOptions(['--stand-in', '--out', 'elsewhere']);
    const env = { LANDING_DESK_FEED: 'https://updates.example.com/desktop' };
    expect(builderArguments(options, 'linux', env, '/stand-in')).toEqual([
      '--linux',
      'dir',
      '--publish=never',
      '--config.directories.output=elsewhere',
      '--config.electronDist=/stand-in',
      '--config.publish.url=https://updates.example.com/desktop',
    ]);
  });

  it('has a Mac’s program notarized as soon as there is a key, and a release signed or refused', () => {
    const notary = { APPLE_API_KEY: 'k.p8', APPLE_API_KEY_ID: 'K', APPLE_API_ISSUER: 'I' };
    expect(builderArguments(readDistOptions([]), 'darwin', notary, undefined)).toContain('--config.mac.notarize=true');
    expect(builderArguments(readDistOptions([]), 'darwin', { APPLE_API_KEY: 'k.p8' }, undefined)).not.toContain(
      '--config.mac.notarize=true',
    );
    expect(builderArguments(readDistOptions(['--release']), 'win32', {}, undefined)).toContain(
      '--config.forceCodeSigning=true',
    );
  });

  it.each([['--arch', 'mips'], ['--release', '--dir'], ['--release', '--stand-in'], ['--unknown'], ['word']])(
    'refuses %s %s',
    (...args) => {
      expect(() => readDistOptions(args)).toThrow();
    },
  );

  it('has no package for other systems', () => {
    expect(() => builderArguments(readDistOptions([]), 'aix', {}, undefined)).toThrow('aix');
  });
});

describe('a release', () => {
  const feed = { LANDING_DESK_FEED: 'https://updates.example.com/desktop' };
  it('wants a certificate, Apple’s notary and the address of its updates', () => {
    expect(missingForRelease('linux', feed)).toEqual([]);
    expect(missingForRelease('linux', {})).toHaveLength(1);
    expect(missingForRelease('linux', { LANDING_DESK_FEED: 'http://updates.example.com' })).toHaveLength(1);
    expect(missingForRelease('win32', feed).join()).toContain('WIN_CSC_LINK, WIN_CSC_KEY_PASSWORD');
    expect(missingForRelease('darwin', { ...feed, CSC_LINK: 'c', CSC_KEY_PASSWORD: 'p' }).join()).toContain(
      'APPLE_API_KEY',
    );
  });
});

describe('native parts', () => {
  it('are all here for this computer, and named where they are not', () => {
    expect(missingNatives(root, process.platform, process.arch === 'arm64' ? 'arm64' : 'x64')).toEqual([]);
    const other = process.platform === 'win32' ? 'darwin' : 'win32';
    expect(missingNatives(root, other, 'x64')).toContain('@img/sharp-win32-x64'.replace('win32', other));
  });
});

describe('the stand-in for Electron', () => {
  it('has the fuses of Electron as it ships, and they can be flipped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stand-in-test-'));
    try {
      makeStandIn(folder, '45.3.4');
      const program = join(folder, 'electron');
      expect(readFileSync(join(folder, 'version'), 'utf8')).toBe('45.3.4');
      expect((await getCurrentFuseWire(program))[FuseV1Options.RunAsNode]).toBe(FuseState.ENABLE);
      await flipFuses(program, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: false });
      const wire = await getCurrentFuseWire(program);
      expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
      expect(wire[FuseV1Options.WasmTrapHandlers]).toBe(FuseState.ENABLE);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

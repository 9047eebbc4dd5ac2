import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { fuseConfig, fuses, setFuses } from '../../../scripts/fuses.ts';

const root = join(import.meta.dirname, '../../..');
/** The mark before the fuse wire in every Electron binary since version 12. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const known = Object.values(FuseV1Options).filter((fuse) => typeof fuse === 'number');

let folder: { path: string; remove(): void };
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

/** A file with a fuse wire of `length` fuses in it, each the opposite of what it should be. */
function binary(length: number): string {
  const path = join(folder.path, 'electron');
  const wire = Array.from({ length }, (_, fuse) =>
    (fuseConfig as Record<number, boolean | undefined>)[fuse] ? FuseState.DISABLE : FuseState.ENABLE,
  );
  const noise = Buffer.alloc(70_000, 7);
  writeFileSync(path, Buffer.concat([noise, Buffer.from(sentinel), Buffer.from([1, length, ...wire]), noise]));
  return path;
}

describe('the fuses', () => {
  it('are decided one by one, closed where they can be', () => {
    expect(fuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('cover every fuse this version of @electron/fuses knows', () => {
    expect(known.filter((fuse) => typeof (fuseConfig as Record<number, unknown>)[fuse] !== 'boolean')).toEqual([]);
    expect(fuseConfig.strictlyRequireAllFuses).toBe(true);
  });

  it('are read back from a binary as they were set', async () => {
    const path = binary(known.length);
    expect(await setFuses(path)).toBe(1);
    const wire = await getCurrentFuseWire(path);
    expect(wire.version).toBe(FuseVersion.V1);
    for (const fuse of known) {
      const wanted = (fuseConfig as Record<number, boolean>)[fuse] ? FuseState.ENABLE : FuseState.DISABLE;
      expect([FuseV1Options[fuse], wire[fuse]]).toEqual([FuseV1Options[fuse], wanted]);
    }
  });

  it('are refused by a binary that has a fuse nobody decided, which stays as it was', async () => {
    const path = binary(known.length + 1);
    const before = readFileSync(path);
    await expect(setFuses(path)).rejects.toThrow(/strictlyRequireAllFuses/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('are what electron-builder sets', () => {
    const yml = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
    const [, block = ''] = /^electronFuses:\n((?: +[^\n]*\n)+)/m.exec(yml) ?? [];
    const set = [...block.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, on]) => [name, on === 'true']);
    expect(Object.fromEntries(set)).toEqual(fuses);
  });
});

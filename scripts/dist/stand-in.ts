import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Announces the fuses in an Electron binary (@electron/fuses reads and flips the bytes behind it). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseVersion = 1;
/** As Electron ships them, in the order of FuseV1Options: on, off, on, on, off, off, off, on, on. */
const shippedFuses = '101100011';

const locales = ['de', 'en-GB', 'en-US', 'fr', 'zh-CN', 'zh-TW'];

/**
 * Makes a folder that electron-builder takes for an unpacked Electron for Linux of that version, with real fuses to flip
 * and nothing that runs: it shows what is packed where the binary cannot be had.
 */
export function makeStandIn(folder: string, version: string): void {
  const program = Buffer.concat([
    Buffer.from('#!/bin/sh\necho "This is a stand-in: it shows what would be packed and cannot run." >&2\nexit 69\n'),
    Buffer.from(sentinel),
    Buffer.from([fuseVersion, shippedFuses.length]),
    Buffer.from(shippedFuses),
    Buffer.from('\n'),
  ]);
  const files: Record<string, string | Buffer> = {
    electron: program,
    version,
    LICENSE: 'stand-in\n',
    'LICENSES.chromium.html': 'stand-in\n',
    'chrome-sandbox': 'stand-in\n',
  };
  for (const locale of locales) files[`locales/${locale}.pak`] = 'stand-in\n';
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  chmodSync(join(folder, 'electron'), 0o755);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageKind } from './library.ts';

/**
 * The package this program was installed from, as far as it can be replaced: an AppImage by its own environment
 * variable, a deb by the file that electron-builder leaves in the resources. Undefined for anything unpacked by hand.
 */
export function packageKind(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  resources: string,
): PackageKind | undefined {
  if (platform === 'win32') return 'nsis';
  if (platform === 'darwin') return 'dmg';
  if (platform !== 'linux') return undefined;
  try {
    return readFileSync(join(resources, 'package-type'), 'utf8').trim() === 'deb' ? 'deb' : undefined;
  } catch {
    return env['APPIMAGE'] ? 'AppImage' : undefined;
  }
}

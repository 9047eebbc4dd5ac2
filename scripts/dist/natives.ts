import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from './options.ts';

/** Where each library keeps its binary for a system, in node_modules. */
function nativeFiles(platform: NodeJS.Platform, arch: Architecture): string[] {
  const system = `${platform}-${arch}`;
  const canvas = { linux: `${system}-gnu`, win32: `${system}-msvc` }[platform as string] ?? system;
  return [
    `better-sqlite3/prebuilds/${system}.node`,
    `@serialport/bindings-cpp/prebuilds/${platform === 'darwin' ? 'darwin-x64+arm64' : system}`,
    `@img/sharp-${system}`,
    // On Windows the drawing library brings its own parts along.
    ...(platform === 'win32' ? [] : [`@img/sharp-libvips-${system}`]),
    `@napi-rs/canvas-${canvas}`,
  ];
}

/** The native parts that are not installed for a system; npm leaves out those for other processors. */
export function missingNatives(root: string, platform: NodeJS.Platform, arch: Architecture): string[] {
  return nativeFiles(platform, arch).filter((path) => !existsSync(join(root, 'node_modules', path)));
}

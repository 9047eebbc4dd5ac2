import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of the files in a folder, or of one file; links count for nothing. */
export function bytesOf(path: string): number {
  const stat = lstatSync(path);
  if (stat.isFile()) return stat.size;
  if (!stat.isDirectory()) return 0;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1).padStart(7)} MB`;

/** The folder that holds the archive, in a packed program; Apple keeps it inside the application's bundle. */
export function resourcesOf(folder: string): string {
  const bundle = readdirSync(folder).find((name) => name.endsWith('.app'));
  return bundle ? join(folder, bundle, 'Contents', 'Resources') : join(folder, 'resources');
}

/** A line for each installer and each part of our own in the unpacked programs in `out`. Megabytes are 10⁶ bytes. */
export function describeSizes(out: string): string[] {
  const lines: string[] = [];
  for (const name of readdirSync(out).sort()) {
    const path = join(out, name);
    if (statSync(path).isFile()) {
      if (!/\.(ya?ml|blockmap)$/.test(name)) lines.push(`${megabytes(bytesOf(path))}  ${name}`);
      continue;
    }
    if (!/unpacked$|^mac/.test(name)) continue;
    lines.push(`${megabytes(bytesOf(path))}  ${name}`);
    for (const part of readdirSync(resourcesOf(path)).sort()) {
      const size = bytesOf(join(resourcesOf(path), part));
      if (size > 50_000) lines.push(`${megabytes(size)}    ${part}`);
    }
  }
  return lines;
}

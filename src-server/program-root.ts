import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function findUp(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('the program folder is incomplete: package.json is missing');
  return findUp(parent);
}

/** The folder that holds package.json, migrations and the built screens; the same from source and from a bundle. */
export const programRoot = findUp(import.meta.dirname);

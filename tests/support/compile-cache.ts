import { join } from 'node:path';
import { runFolder } from './run-folder.ts';

/**
 * Set-up of a whole run of vitest, after that of its folder: what one of its many processes has parsed and stripped of its
 * types, the next takes from there (node:module, "Module compile cache"). Node finds it by what the file holds.
 */
export default function setUpCompileCache(): void {
  const folder = runFolder();
  if (folder !== undefined) process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled');
}

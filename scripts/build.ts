/** `npm run build`: the landing, the desktop, the screens and the cloud, as they are released, into `out/`. */
import { join } from 'node:path';
import { build } from './start/screens.ts';

try {
  await build(join(import.meta.dirname, '..'));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

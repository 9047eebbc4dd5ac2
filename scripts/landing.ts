/** `npm run landing`: the landing alone, without Electron; builds the screens first when they are missing or old. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onOrphaned } from './start/orphan.ts';
import { build, builtLanding, isBuilt } from './start/screens.ts';

const root = join(import.meta.dirname, '..');

if (!isBuilt(root)) {
  process.stderr.write('Building the screens …\n');
  await build(root);
}
onOrphaned(() => process.emit('SIGTERM'));
await import(pathToFileURL(builtLanding(root)).href);

/** `npm run cloud`: the cloud as it was built, where that is current; else its sources, which need no building. `host` starts a landing beside it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onOrphaned } from './start/orphan.ts';
import { builtCloud, isBuilt } from './start/screens.ts';

const root = join(import.meta.dirname, '..');

if (process.argv[2] === 'host') {
  // A hosted landing is the landing's own program: only here do the two buildings meet.
  const { host } = await import('./cloud/host.ts');
  await host(root, process.argv.slice(3));
} else {
  onOrphaned(() => process.emit('SIGTERM'));
  await import(pathToFileURL(isBuilt(root) ? builtCloud(root) : join(root, 'src-cloud', 'cli.ts')).href);
}

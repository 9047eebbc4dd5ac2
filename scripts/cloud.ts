/** `npm run cloud`: the cloud as it was built, where that is current; else its sources, which need no building. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onOrphaned } from './start/orphan.ts';
import { builtCloud, isBuilt } from './start/screens.ts';

const root = join(import.meta.dirname, '..');

onOrphaned(() => process.emit('SIGTERM'));
await import(pathToFileURL(isBuilt(root) ? builtCloud(root) : join(root, 'src-cloud', 'cli.ts')).href);

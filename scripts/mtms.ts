/** `npm run mtms`: the terminal management system, from its sources. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onOrphaned } from './start/orphan.ts';

onOrphaned(() => process.emit('SIGTERM'));
await import(pathToFileURL(join(import.meta.dirname, '..', 'src-keys', 'mtms', 'cli.ts')).href);

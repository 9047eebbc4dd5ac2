/** `npm run mtms`: the terminal management system, from its sources. */
import { onOrphaned } from './start/orphan.ts';

onOrphaned(() => process.emit('SIGTERM'));
await import('../src-keys/mtms/cli.ts');

/** `npm run kms`: a customer's key management system, from its sources. */
import { onOrphaned } from './start/orphan.ts';

onOrphaned(() => process.emit('SIGTERM'));
await import('../src-keys/kms/cli.ts');

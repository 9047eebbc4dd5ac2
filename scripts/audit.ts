/** `npm run audit -- verify …`: whether a record of decisions is whole. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

await import(pathToFileURL(join(import.meta.dirname, '..', 'src-keys', 'mtms', 'audit-cli.ts')).href);

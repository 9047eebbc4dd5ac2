/** `node scripts/make-icons.ts`: draws the product's icon in every size and container that packages and windows want. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { iconFiles } from './icons/files.ts';

const root = join(import.meta.dirname, '..');
for (const [path, content] of await iconFiles()) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  process.stdout.write(`${path}  ${content.length} bytes\n`);
}

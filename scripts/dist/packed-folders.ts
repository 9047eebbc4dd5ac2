import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** The installed folder of a dependency, as Node finds it from `folder`; undefined where it is not installed. */
export function findPackage(name: string, folder: string, root: string): string | undefined {
  for (let from = folder; ; from = dirname(from)) {
    const candidate = join(from, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (from === root) return undefined;
  }
}

/** The folders of package.json's `dependencies` and of all that they need in turn: what is packed of node_modules. */
export function packedFolders(root: string): string[] {
  const found = new Set<string>();
  const visit = (folder: string) => {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    const { dependencies, optionalDependencies } = packageSchema.parse(JSON.parse(text));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const path = findPackage(name, folder, root);
      if (!path || found.has(path)) continue;
      found.add(path);
      visit(path);
    }
  };
  visit(root);
  return [...found];
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A work of others that a package carries. */
const workSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** Its licence as an SPDX expression. */
  identifier: z.string().nullish(),
  text: z.string().nullish(),
});
type Work = z.infer<typeof workSchema>;

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const readPackage = (folder: string) =>
  packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));

/** The installed folder of a dependency, as Node finds it from `folder`; undefined where it is not installed. */
function findPackage(name: string, folder: string, root: string): string | undefined {
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
    const { dependencies, optionalDependencies } = readPackage(folder);
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

function readInstalled(folder: string): Work {
  const { name, version, license } = readPackage(folder);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  return { name, version, identifier: license, text: texts.join('\n\n') };
}

/** What the bundler says it took from others (`build.license` of Vite). */
const readBundled = (file: string) => z.array(workSchema).parse(JSON.parse(readFileSync(file, 'utf8')));

const rule = '-'.repeat(80);
const sameText = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/**
 * The licences of everything of others in a package besides Electron, which brings its own: what is bundled into `out/`
 * and what is packed of node_modules. Works under the same text stand together above it.
 */
export function thirdPartyText(root: string): string {
  const bundles = ['out/main/licenses.json', 'out/renderer/licenses.json'].map((path) => join(root, path));
  const works = new Map<string, Work>();
  for (const work of [...bundles.flatMap(readBundled), ...packedFolders(root).map(readInstalled)]) {
    works.set(`${work.name} ${work.version}`, work);
  }
  const groups = new Map<string, { names: string[]; text: string }>();
  for (const [name, { identifier, text }] of [...works].sort(([a], [b]) => a.localeCompare(b, 'en'))) {
    const words = text?.trim() || 'The package brings no text of its licence; the name above stands for it.';
    const group = groups.get(sameText(words)) ?? { names: [], text: words };
    group.names.push(`${name} (${identifier ?? 'see below'})`);
    groups.set(sameText(words), group);
  }
  const parts = [...groups.values()].map(({ names, text }) => `${rule}\n${names.join('\n')}\n\n${text}\n`);
  return `Landing Desk is made with the works below. Each is under its own licence.\n\n${parts.join('\n')}`;
}

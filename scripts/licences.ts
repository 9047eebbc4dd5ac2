/**
 * The licences of everything that ships, from package-lock.json and the packages' own files: what the program depends
 * on at run time, what is bundled into its screens, and Electron. The same lock file gives the same list on every
 * computer: packages for one kind of computer only, which are not installed on another, get the text of the package
 * they belong to, or the licence's standard text (`scripts/licences/`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LicencedComponent, Licences } from '#shared/desktop/licences.ts';

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** Read while the program is made and never packed (`electron-builder.yml` leaves them out). */
const neverPacked = (name: string) =>
  name === 'typescript' || name.startsWith('@typescript/') || name.startsWith('@types/');

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;

/** The packages the program's own files import, types aside. */
export function importedPackages(root: string): string[] {
  const names = ['src-renderer', 'src-shared', 'src-server', 'src-main'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) => {
        const text = readFileSync(join(root, folder, file), 'utf8');
        const found = text.matchAll(
          /^(?:import|export)\b(?! type\b)[^;'"]*? from '([^'\n]+)'|^import '([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm,
        );
        return [...found].map(([, ...specifiers]) => specifiers.find((specifier) => specifier !== undefined) ?? '');
      }),
  );
  const packages = names
    .filter((name) => /^(?:@[a-z0-9-]+\/)?[a-z0-9]/.test(name) && !/^(?:node|virtual):/.test(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return [...new Set(packages)].sort();
}

/** Where a package finds another one, as Node looks for it: beside its own dependencies, then further out. */
function resolveFrom(lock: Lock, place: string, name: string): string | undefined {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock.packages[candidate]) return candidate;
    if (folder === '') return undefined;
  }
}

/** The places in the lock file of all that ships, each with the place of a package that asked for it. */
function shippedPlaces(lock: Lock, roots: readonly string[]): Map<string, string> {
  const places = new Map<string, string>();
  const waiting = roots.map((name): [from: string, name: string] => ['', name]);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [from, name] = next;
    if (neverPacked(name)) continue;
    const place = resolveFrom(lock, from, name);
    if (place === undefined || places.has(place)) continue;
    places.set(place, from);
    // Of Electron's package only the program it fetches ships, not what it fetches with.
    if (name === 'electron') continue;
    const entry = lock.packages[place] ?? {};
    const peers = Object.keys(entry.peerDependencies ?? {}).filter(
      (peer) => entry.peerDependenciesMeta?.[peer]?.optional !== true,
    );
    const needed = [
      ...Object.keys(entry.dependencies ?? {}),
      ...Object.keys(entry.optionalDependencies ?? {}),
      ...peers,
    ];
    for (const dependency of needed) waiting.push([place, dependency]);
  }
  return places;
}

const tidy = (text: string) => text.replaceAll('\r\n', '\n').trim();

function ownText(folder: string): string | undefined {
  const files = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|copying|unlicense|notice)/i.test(file))
    .sort();
  const text = files.map((file) => tidy(readFileSync(join(folder, file), 'utf8'))).join('\n\n');
  return text === '' ? undefined : text;
}

/** LGPL 3 is a set of additions to GPL 3, so both are needed. */
const standardFiles: Readonly<Record<string, readonly string[]>> = {
  MIT: ['MIT'],
  'Apache-2.0': ['Apache-2.0'],
  Unlicense: ['Unlicense'],
  'LGPL-3.0-or-later': ['LGPL-3.0', 'GPL-3.0'],
};

/** The standard text of each licence of an SPDX expression; throws where there is none. */
function standardText(root: string, name: string, licence: string): string {
  const texts = licence.split(/ (?:AND|OR) /).flatMap((id) => {
    const files = standardFiles[id.replace(/[()]/g, '')];
    if (!files) throw new Error(`${name} (${licence}) ships without a licence text: add one to scripts/licences.`);
    return files.map((file) => tidy(readFileSync(join(root, 'scripts/licences', `${file}.txt`), 'utf8')));
  });
  return texts.join('\n\n');
}

function authorOf(folder: string): string {
  const { author } = readJson(join(folder, 'package.json')) as { author?: string | { name?: string } };
  const name = typeof author === 'string' ? author.replace(/\s*[<(].*$/, '') : author?.name;
  return name ? `Copyright (c) ${name}\n\n` : '';
}

/** The list; throws when something ships whose licence text cannot be found. */
export function collectLicences(root: string): Licences {
  const lock = readJson(join(root, 'package-lock.json')) as Lock;
  const { version, dependencies } = readJson(join(root, 'package.json')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const places = shippedPlaces(lock, [...Object.keys(dependencies), ...importedPackages(root), 'electron'].sort());
  const texts: string[] = [];
  const components = new Map<string, LicencedComponent>();
  const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

  for (const place of [...places.keys()].sort()) {
    const entry = lock.packages[place] ?? {};
    const name = nameOf(place);
    const licence = entry.license ?? 'MIT';
    const text = textOf(place, name, licence, entry.optional === true);
    const known = texts.indexOf(text);
    const index = known < 0 ? texts.push(text) - 1 : known;
    components.set(`${name} ${entry.version}`, { name, version: entry.version ?? '', licence, text: index });
  }
  return { version, components: [...components.values()].sort((a, b) => compare(a, b)), texts };

  function textOf(place: string, name: string, licence: string, isOptional: boolean): string {
    if (!isOptional) {
      const folder = join(root, place);
      return ownText(folder) ?? `${authorOf(folder)}${standardText(root, name, licence)}`;
    }
    // Of a package for one kind of computer only, nothing is read, so that the list is the same on all of them.
    const family = places.get(place) ?? '';
    const shared = lock.packages[family]?.license === licence ? ownText(join(root, family)) : undefined;
    return shared ?? standardText(root, name, licence);
  }
}

function compare(a: LicencedComponent, b: LicencedComponent): number {
  const [first, second] = [`${a.name} ${a.version}`, `${b.name} ${b.version}`];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The part of a Vite plugin this one has. */
interface ModulePlugin {
  name: string;
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
}

/** Gives the console the list as the module `virtual:licences`, collected when the screens are built. */
export function licencesModule(root: string): ModulePlugin {
  const resolved = '\0virtual:licences';
  return {
    name: 'landing-desk:licences',
    resolveId: (id) => (id === 'virtual:licences' ? resolved : undefined),
    load: (id) => (id === resolved ? `export default ${JSON.stringify(collectLicences(root))};` : undefined),
  };
}

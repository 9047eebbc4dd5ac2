/**
 * The walls between the folders, in one place. `biome.json` is written from here (`node scripts/walls.ts`), because a
 * Biome override replaces a rule's options instead of adding to them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Pattern {
  readonly group: readonly string[];
  readonly message: string;
  readonly importNamePattern?: string;
  readonly invertImportNamePattern?: boolean;
}

const electron: Pattern = {
  group: ['electron', 'electron/**'],
  message: 'Only src-main/desktop imports electron.',
};
const serialport: Pattern = {
  group: ['serialport', 'serialport/**', '@serialport/**'],
  message: 'Only src-main/ports imports serialport.',
};
const building = (name: string, folder: string): Pattern => ({
  group: [`#${name}/**`, `**/${folder}/**`],
  message: `This folder does not import ${folder}.`,
});
const main = building('main', 'src-main');
const server = building('server', 'src-server');
const cloud = building('cloud', 'src-cloud');
const keys = building('keys', 'src-keys');
const renderer = building('renderer', 'src-renderer');
const tests = building('tests', 'tests');
const node: Pattern = { group: ['node:*'], message: 'This folder has no I/O and no Node.' };
const desktop: Pattern = {
  group: ['**/desktop/**', '!#shared/desktop/**'],
  message: 'The landing does not know the desktop around it.',
};
const routerTypeOnly: Pattern[] = [
  {
    group: ['#main/**/router.ts'],
    importNamePattern: 'AppRouter',
    invertImportNamePattern: true,
    message: 'The screens import the type AppRouter and nothing else of the landing.',
  },
  {
    group: ['#main/**', '!#main/**/router.ts', '**/src-main/**'],
    message: 'The screens reach the landing over HTTP only.',
  },
];
const impureLibraries: Pattern = {
  group: [
    'better-sqlite3',
    'drizzle-orm',
    'drizzle-orm/**',
    'fastify',
    '@fastify/**',
    '@trpc/**',
    'react',
    'react-dom',
    'preact',
    'preact/**',
    'pino',
  ],
  message: 'src-shared holds vocabulary and pure rules only.',
};
/**
 * A room's outside world is its service.ts (and its tables for drizzle-kit and for sync, which knows every table there
 * is; its router for the composition).
 */
const rooms = [
  'store',
  'bench',
  'identity',
  'ordering',
  'ports',
  'printing',
  'lan',
  'reach',
  'reports',
  'secrets',
  'sync',
  'relay',
  'repairs',
];
const keyRooms = ['crypto', 'cms', 'ca', 'kms', 'mtms', 'pos'];
const cloudRooms = ['store', 'identity', 'enterprises', 'sync', 'relay', 'jobs', 'operations', 'notices'];
const otherRooms = (room: string, of = 'main', all = rooms): Pattern => ({
  group: all
    .filter((other) => other !== room)
    .flatMap((other) => [
      `../${other}/**`,
      `!../${other}/service.ts`,
      `#${of}/${other}/**`,
      `!#${of}/${other}/service.ts`,
      ...(of === 'main' && room === 'sync' ? [`!../${other}/**/tables.ts`] : []),
    ]),
  message: 'Rooms meet at service.ts.',
});

const sharedWalls = [electron, serialport, node, server, main, cloud, keys, renderer, tests, impureLibraries];
const landingWalls = [electron, serialport, cloud, keys, renderer, tests, desktop];
const cloudWalls = [electron, serialport, main, keys, renderer, tests];
const keyWalls = [electron, serialport, main, cloud, renderer, tests];

/** Which patterns are refused where; later entries replace earlier ones. */
const walls: readonly { includes: readonly string[]; patterns: readonly Pattern[] }[] = [
  { includes: ['src-shared/**'], patterns: sharedWalls },
  { includes: ['src-main/**'], patterns: landingWalls },
  ...rooms.map((room) => ({ includes: [`src-main/${room}/**`], patterns: [...landingWalls, otherRooms(room)] })),
  {
    includes: ['src-main/ports/**'],
    patterns: [...landingWalls.filter((pattern) => pattern !== serialport), otherRooms('ports')],
  },
  { includes: ['src-main/desktop/**'], patterns: [serialport, server, cloud, keys, renderer, tests, main] },
  { includes: ['src-server/**'], patterns: [electron, serialport, main, cloud, keys, renderer, tests] },
  { includes: ['src-cloud/**'], patterns: cloudWalls },
  ...cloudRooms.map((room) => ({
    includes: [`src-cloud/${room}/**`],
    patterns: [...cloudWalls, otherRooms(room, 'cloud', cloudRooms)],
  })),
  { includes: ['src-keys/**'], patterns: keyWalls },
  ...keyRooms.map((room) => ({
    includes: [`src-keys/${room}/**`],
    patterns: [...keyWalls, otherRooms(room, 'keys', keyRooms)],
  })),
  {
    includes: ['src-renderer/**'],
    patterns: [electron, serialport, node, server, cloud, keys, tests, ...routerTypeOnly],
  },
];

/** The Biome overrides that keep the walls. */
export function wallOverrides() {
  return walls.map(({ includes, patterns }) => ({
    includes,
    linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
  }));
}

const file = join(import.meta.dirname, '..', 'biome.json');

if (process.argv[1] === import.meta.filename) {
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, `${JSON.stringify({ ...config, overrides: wallOverrides() }, null, 2)}\n`);
}

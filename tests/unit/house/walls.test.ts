import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { wallOverrides } from '../../../scripts/walls.ts';

const root = join(import.meta.dirname, '..', '..', '..');

interface Finding {
  readonly category: string;
  readonly location: { readonly path: string };
}

/** Runs the real linter once over some files of a folder; fails if it did not read every one of them. */
async function lint(folder: string, files: readonly string[]): Promise<readonly Finding[]> {
  const output = await new Promise<string>((resolve) => {
    execFile(
      join(root, 'node_modules/.bin/biome'),
      ['lint', '--reporter=json', '--max-diagnostics=1000', ...files],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (_, stdout) => resolve(stdout),
    );
  });
  const report = JSON.parse(output) as {
    summary: { changed: number; unchanged: number };
    diagnostics: Finding[];
  };
  expect(report.summary.changed + report.summary.unchanged, 'files the linter read').toBe(files.length);
  return report.diagnostics;
}

/**
 * Plants files in an empty house under the same rules, and lints them together. Not among the real sources: whoever
 * starts the product meanwhile would find them changed, and build it anew under the other tests.
 */
async function plant(sources: readonly { file: string; source: string }[]): Promise<Map<string, string[]>> {
  const folder = tempFolder();
  try {
    const { vcs: _, ...rules } = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    await writeFile(join(folder.path, 'biome.json'), JSON.stringify(rules));
    await copyFile(join(root, 'package.json'), join(folder.path, 'package.json'));
    for (const { file, source } of sources) {
      await mkdir(dirname(join(folder.path, file)), { recursive: true });
      await writeFile(join(folder.path, file), `${source}\n`);
    }
    const findings = new Map(sources.map(({ file }) => [file, [] as string[]]));
    for (const { category, location } of await lint(folder.path, [...findings.keys()]))
      findings.get(location.path)?.push(category);
    return findings;
  } finally {
    folder.remove();
  }
}

const wall = 'lint/style/noRestrictedImports';

const violations: readonly (readonly [folder: string, source: string])[] = [
  ['src-shared', "import '#main/landing.ts';"],
  ['src-shared', "import '../src-main/landing.ts';"],
  ['src-shared', "import 'node:fs';"],
  ['src-shared', "import 'electron';"],
  ['src-shared', "import 'drizzle-orm';"],
  ['src-shared', "export * from '#renderer/ui/theme.ts';"],
  ['src-main', "import 'electron';"],
  ['src-main', "import 'electron/main';"],
  ['src-main', "await import('electron');"],
  ['src-main', "import 'serialport';"],
  ['src-main', "import '@serialport/bindings-cpp';"],
  ['src-main', "import '#cloud/cloud.ts';"],
  ['src-main', "import '../src-keys/ca.ts';"],
  ['src-main', "import '#renderer/console/main.tsx';"],
  ['src-main', "import '#tests/harness.ts';"],
  ['src-main/ordering', "import '../identity/sessions.ts';"],
  ['src-main/ordering', "import '../store/store.ts';"],
  ['src-main/identity', "import '../ordering/counter.ts';"],
  ['src-main/sync', "import '../ordering/floor.ts';"],
  ['src-main/sync', "import '../printing/stickers/service.ts';"],
  ['src-main/relay', "import '../ordering/tables.ts';"],
  ['src-main/ordering', "import 'electron';"],
  ['src-main/ports', "import 'electron';"],
  ['src-main/desktop', "import '#main/landing.ts';"],
  ['src-cloud', "import '#main/landing.ts';"],
  ['src-keys', "import '#main/landing.ts';"],
  ['src-keys/kms', "import '../crypto/secret-key.ts';"],
  ['src-keys/cms', "import '#keys/crypto/kcv.ts';"],
  ['src-keys/pos', "import '../kms/store.ts';"],
  ['src-renderer/console', "import { appRouter } from '#main/router.ts';"],
  ['src-renderer/console', "import '#main/ordering/service.ts';"],
  ['src-renderer/console', "import type { Landing } from '#main/landing.ts';"],
  ['src-renderer/guest', "import 'node:fs';"],
  ['src-renderer/guest', "import 'electron';"],
];

const allowed: readonly (readonly [folder: string, source: string])[] = [
  ['src-shared', "import './money.ts';"],
  ['src-main/ordering', "import '../store/service.ts';"],
  ['src-main/ordering', "import '#shared/money.ts';"],
  ['src-main/ports', "import 'serialport';"],
  ['src-main/sync', "import '../ordering/tables.ts';\nimport '../printing/stickers/tables.ts';"],
  ['src-main/desktop', "import 'electron';"],
  ['src-renderer/console', "import type { AppRouter } from '#main/router.ts';\nexport type A = AppRouter;"],
];

describe('walls between the folders', () => {
  const cases = [
    ...violations.map(([folder, source]) => ({ folder, source, refused: true })),
    ...allowed.map(([folder, source]) => ({ folder, source, refused: false })),
  ].map((entry, index) => ({ ...entry, file: `${entry.folder}/planted-${index}.ts` }));
  const cycle = [
    {
      file: 'src-shared/planted-cycle-a.ts',
      source: "import { b } from './planted-cycle-b.ts';\nexport const a = () => b;",
    },
    {
      file: 'src-shared/planted-cycle-b.ts',
      source: "import { a } from './planted-cycle-a.ts';\nexport const b = () => a;",
    },
  ];
  let findings: Map<string, string[]>;

  beforeAll(async () => {
    findings = await plant([...cases, ...cycle]);
  });

  it('stand in biome.json as they are written in scripts/walls.ts', async () => {
    const config = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8')) as { overrides: unknown };
    expect(config.overrides).toEqual(JSON.parse(JSON.stringify(wallOverrides())));
  });

  it.each(cases)('in $folder, $source is refused: $refused', ({ file, refused }) => {
    expect(findings.get(file)?.includes(wall)).toBe(refused);
  });

  it('refuse import cycles', () => {
    expect(findings.get('src-shared/planted-cycle-a.ts')).toContain('lint/suspicious/noImportCycles');
  });
});

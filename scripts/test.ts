/**
 * `npm test`: builds the screens, then runs unit, integration, fault and browser tests, and closes with one line that
 * counts them. Needs a Chromium and says so when there is none.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './start/browser.ts';
import { build, isBuilt } from './start/screens.ts';
import { runStep } from './steps.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, '.cache', 'results');

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

function readVitest(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  return {
    passed: report['numPassedTests'] ?? 0,
    failed: report['numFailedTests'] ?? 0,
    skipped: (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0),
  };
}

function readPlaywright(file: string): Counts {
  const { stats } = JSON.parse(readFileSync(file, 'utf8')) as { stats: Record<string, number> };
  return {
    passed: (stats['expected'] ?? 0) + (stats['flaky'] ?? 0),
    failed: stats['unexpected'] ?? 0,
    skipped: stats['skipped'] ?? 0,
  };
}

const browser = findBrowser(process.env);
if (!browser) {
  process.stderr.write('The tests need Chromium: apt-get install chromium (or set CHROME_PATH to a Chrome or Edge).\n');
  process.exit(2);
}
if (spawnSync('pdftoppm', ['-v']).error) {
  process.stderr.write('The tests need pdftoppm to look at printed sheets: apt-get install poppler-utils.\n');
  process.exit(2);
}
if (!isBuilt(root)) {
  process.stdout.write('▸ building the screens\n');
  await build(root);
}
rmSync(results, { recursive: true, force: true });

const stages = [
  {
    name: 'unit, integration and fault tests',
    command: [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(results, 'vitest.json')}`,
    ],
    read: () => readVitest(join(results, 'vitest.json')),
  },
  {
    name: 'browser tests',
    command: ['playwright', 'test'],
    read: () => readPlaywright(join(results, 'playwright.json')),
  },
] as const;

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
let ok = true;
for (const { name, command, read } of stages) {
  ok = (await runStep({ name, command: [...command], env: { CHROME_PATH: browser } })) && ok;
  try {
    const counts = read();
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  } catch {
    ok = false;
  }
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = ok && total.failed === 0 ? 0 : 1;

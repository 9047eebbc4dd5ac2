/**
 * `npm test`: builds the screens, then runs unit, integration, fault and browser tests and those of the real desktop
 * window, and closes with one line that counts them. Needs a Chromium and says so when there is none; without the
 * Electron binary the last ones are skipped, and it says that too.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Counts, readPlaywright, readVitest } from './results.ts';
import { findBrowser } from './start/browser.ts';
import { findElectron } from './start/electron.ts';
import { build, isBuilt } from './start/screens.ts';
import { runStep } from './steps.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, '.cache', 'results');

const browser = findBrowser(process.env);
if (!browser) {
  process.stderr.write('The tests need Chromium: apt-get install chromium (or set CHROME_PATH to a Chrome or Edge).\n');
  process.exit(2);
}
if (spawnSync('pdftoppm', ['-v']).error) {
  process.stderr.write('The tests need pdftoppm to look at printed sheets: apt-get install poppler-utils.\n');
  process.exit(2);
}
if (spawnSync('openssl', ['version']).error) {
  process.stderr.write('The tests need OpenSSL to check key messages with another hand: apt-get install openssl.\n');
  process.exit(2);
}
if (process.platform === 'linux' && spawnSync('Xvfb', ['-version']).error) {
  process.stderr.write('The tests need Xvfb to open windows nobody sees: apt-get install xvfb.\n');
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
    read: readVitest,
    file: join(results, 'vitest.json'),
  },
  {
    name: 'browser tests',
    command: ['playwright', 'test'],
    read: readPlaywright,
    file: join(results, 'playwright.json'),
  },
  {
    name: 'tests of the desktop in Electron',
    command: ['playwright', 'test', '--config', 'playwright.electron.config.ts'],
    read: readPlaywright,
    file: join(results, 'electron.json'),
  },
] as const;

const total: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
let ok = true;
for (const { name, command, read, file } of stages) {
  ok = (await runStep({ name, command: [...command], env: { CHROME_PATH: browser } })) && ok;
  try {
    const counts = read(file);
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
    total.failures.push(...counts.failures);
  } catch {
    ok = false;
  }
}
for (const failure of total.failures) process.stdout.write(`\n✗ ${failure}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
if (!findElectron(root, process.env)) {
  process.stdout.write(
    'Skipped: the real desktop window, because the Electron binary is not here (CONTRIBUTING.md).\n',
  );
}
process.exitCode = ok && total.failed === 0 ? 0 : 1;

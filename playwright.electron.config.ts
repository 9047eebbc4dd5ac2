import { defineConfig } from '@playwright/test';

/** The desktop in the real Electron; every test skips where the binary is not to be had. */
export default defineConfig({
  testDir: 'tests/electron',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/electron/announce.ts',
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: '.cache/results/electron.json' }]],
  outputDir: '.cache/playwright-electron',
});

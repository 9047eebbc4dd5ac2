import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/start/browser.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/support/run-folder.ts',
  workers: 2,
  // Each test has a landing of its own: whoever is free takes the next one, whatever its file.
  fullyParallel: true,
  // Long enough for a machine that does ten things at once: what takes longer hangs.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: '.cache/results/playwright.json' }]],
  outputDir: '.cache/playwright',
  use: {
    launchOptions: {
      executablePath: findBrowser(process.env) ?? '',
      chromiumSandbox: false,
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
    },
    actionTimeout: 30_000,
    // A trace of every test costs a third of the run's processor time: `--trace retain-on-failure` records the one at hand.
    screenshot: 'only-on-failure',
  },
});

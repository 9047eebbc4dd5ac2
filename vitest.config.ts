import { defineConfig } from 'vitest/config';
import LongFirst from './scripts/long-first.ts';

// A soak gives each property this many minutes (tests/support/soak.ts).
const soakMinutes = Number(process.env['LANDING_SOAK'] ?? 0);

const common = {
  environment: 'node',
  pool: 'forks',
  // Long enough for a machine that does ten things at once: what takes longer hangs.
  testTimeout: soakMinutes > 0 ? (soakMinutes + 2) * 60_000 : 90_000,
  hookTimeout: 90_000,
  expect: { poll: { timeout: 30_000, interval: 50 } },
  setupFiles: ['tests/support/soak-setup.ts'],
};

export default defineConfig({
  test: {
    globalSetup: ['tests/support/run-folder.ts', 'tests/support/compile-cache.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      { extends: true, test: { ...common, name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { extends: true, test: { ...common, name: 'integration', include: ['tests/integration/**/*.test.ts'] } },
      { extends: true, test: { ...common, name: 'faults', include: ['tests/faults/**/*.test.ts'] } },
    ],
  },
});

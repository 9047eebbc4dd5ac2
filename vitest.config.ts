import { defineConfig } from 'vitest/config';

const common = { environment: 'node', pool: 'forks', testTimeout: 20_000, hookTimeout: 30_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { extends: true, test: { ...common, name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { extends: true, test: { ...common, name: 'integration', include: ['tests/integration/**/*.test.ts'] } },
      { extends: true, test: { ...common, name: 'faults', include: ['tests/faults/**/*.test.ts'] } },
    ],
  },
});

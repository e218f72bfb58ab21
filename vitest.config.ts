import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The engine is a long synchronous computation; processes keep one test file from starving another.
    pool: 'forks',
    // As many as the machine for which the time of the whole suite is promised has cores.
    maxWorkers: 2,
    testTimeout: 120_000,
  },
});

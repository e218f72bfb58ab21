import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The engine is a long synchronous computation; processes keep one test file from starving another.
    pool: 'forks',
    testTimeout: 120_000,
  },
});

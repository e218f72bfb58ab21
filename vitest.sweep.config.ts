/** The long runs (`npm run sweep`): what is too slow for `npm test`, and the tests against naive twins on ten times as many random models. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/sweep/**/*.sweep.ts', 'test/**/*-with-twin.test.ts'],
    pool: 'forks',
    testTimeout: 600_000,
    env: { TIMES: '10' },
  },
});

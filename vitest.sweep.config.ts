/** The long runs (`npm run sweep`): what is too slow for `npm test`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/sweep/**/*.sweep.ts'], pool: 'forks', testTimeout: 600_000 },
});

/** Every spec and every mutant of it, at their default sizes, by one thread and by several. */
import { describe, it } from 'vitest';
import { expectSameForAllWorkers, specs } from '../checker/threads/all-workers.js';

describe.each(specs)('$name', (spec) => {
  it('is the same for 1, 2 and 3 workers', () => expectSameForAllWorkers(spec, undefined));
  it.each(spec.mutants)('mutant $name is the same for 1, 2 and 3 workers', ({ name }) =>
    expectSameForAllWorkers(spec, name),
  );
});

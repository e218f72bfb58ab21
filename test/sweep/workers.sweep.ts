/** Every mutant of every spec, by one thread and by several. */
import { describe, it } from 'vitest';
import { expectSameForAllWorkers, specs } from '../checker/all-workers.js';

describe.each(specs)('$name', (spec) => {
  it.each(spec.mutants)('mutant $name is the same for 1, 2 and 3 workers', ({ name }) =>
    expectSameForAllWorkers(spec, name),
  );
});

/**
 * The counterexample of every mutant, and of every strawman, as a reader sees it: test/golden/counterexamples/.
 */
import { expect, it } from 'vitest';
import { check } from '../../checker/check-spec.js';
import { renderText } from '../../checker/report/text.js';
import { specs } from '../../spec/registry.js';
import { expectGolden } from '../golden.js';

const mutants = specs.flatMap((spec) =>
  spec.mutants
    .filter(({ length }) => length !== null)
    .map(({ name, breaks }) => ({ spec, mutant: name, properties: [breaks] })),
);

it.each(mutants)('$spec.name, mutant $mutant', async ({ spec, mutant, properties }) => {
  const verdict = await check(spec, { mutant, properties });
  if (verdict.kind !== 'violated' || verdict.execution === undefined) expect.fail(`it is ${verdict.kind}`);
  expectGolden(`counterexamples/${spec.name}/${mutant}.txt`, renderText(verdict.execution));
});

it.each(specs.filter(({ expect: expected }) => expected === 'violated'))('$name', async (spec) => {
  const verdict = await check(spec);
  if (verdict.kind !== 'violated' || verdict.execution === undefined) expect.fail(`it is ${verdict.kind}`);
  expectGolden(`counterexamples/${spec.name}/published.txt`, renderText(verdict.execution));
});

/**
 * The counterexample of every strawman, as it is published and as a reader sees it: test/golden/counterexamples/. Those of
 * mutants are compared in test/spec/mutants.test.ts.
 */
import { expect, it } from 'vitest';
import { check } from '../../checker/check-spec.js';
import { renderText } from '../../checker/report/text.js';
import { specs } from '../../spec/registry.js';
import { expectGolden } from '../golden.js';

it.each(specs.filter(({ expect: expected }) => expected === 'violated'))('$name', async (spec) => {
  const verdict = await check(spec);
  if (verdict.kind !== 'violated' || verdict.execution === undefined) expect.fail(`it is ${verdict.kind}`);
  expectGolden(`counterexamples/${spec.name}/published.txt`, renderText(verdict.execution));
});

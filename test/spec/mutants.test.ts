/**
 * Mutants: each weakening of a protocol is caught by the property that it declares, at the declared length, by an
 * execution that replays and that a reader sees as in test/golden/counterexamples/; and no property is there that
 * nothing breaks.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../checker/check-spec.js';
import { contextSwitches } from '../../checker/execution.js';
import { isLiveness } from '../../checker/model.js';
import { verifyExecution } from '../../checker/paths/verify.js';
import { renderText } from '../../checker/report/text.js';
import type { Spec } from '../../checker/spec.js';
import { specs } from '../../spec/registry.js';
import { expectGolden } from '../golden.js';

const mutants = specs.flatMap((spec) => spec.mutants.map((mutant) => ({ spec, mutant })));

/** How often the moving process changes in the counterexamples shown: the least that any of that length has. */
const switches: Readonly<Record<string, number>> = {
  'paxos quorum-of-f': 5,
  'paxos-roles P2c-dropped': 7,
};

it.each(
  mutants.map(({ spec, mutant }) => [spec.name, mutant.name, mutant.breaks, mutant.length, spec] as const),
)('%s: %s breaks %s after %s steps', async (name, mutant, breaks, length, spec) => {
  const verdict = await check(spec, { mutant, properties: [breaks] });
  if (verdict.kind !== 'violated') throw new Error(`${mutant} is not caught: ${verdict.kind}`);
  expect(verdict.property).toBe(breaks);
  const { model } = spec.instantiate(undefined, mutant);
  const isOnStates = model.properties.some((property) => property.name === breaks && isLiveness(property));
  // What a spec declares is used: test/spec/symmetry.test.ts tries only those that declare nothing.
  if (!isOnStates) expect(verdict.coverage.symmetry !== undefined).toBe(spec.symmetry !== false);
  if (length === null) {
    expect(verdict.execution).toBeUndefined();
    expect(verdict.coverage.queue).toBe(0);
    return;
  }
  const { execution } = verdict;
  if (execution === undefined) throw new Error('no execution');
  expect(execution).toMatchObject({ spec: name, mutant, property: { name: breaks, outcome: 'violated' } });
  expect(execution.steps.length).toBe(length);
  verifyExecution(spec.instantiate(execution.parameters, mutant).model, execution);
  const fewest = switches[`${name} ${mutant}`];
  if (fewest !== undefined) expect(contextSwitches(execution.steps)).toBe(fewest);
  expectGolden(`counterexamples/${name}/${mutant}.txt`, renderText(execution));
});

const harmless = specs.flatMap((spec) => (spec.harmless ?? []).map(({ name }) => ({ spec, name })));

it.each(harmless)('$spec.name: $name breaks nothing, as it says', async ({ spec, name }) => {
  const verdict = await check(spec, { mutant: name });
  expect(verdict.kind).toBe('holds');
});

describe.each(specs.map((spec) => [spec.name, spec] as const))('%s', (_name, spec: Spec) => {
  it('has no property that nothing breaks', async () => {
    const broken = new Set(spec.mutants.map(({ breaks }) => breaks));
    const { model } = spec.instantiate();
    if (spec.expect === 'violated') {
      for (const { name } of model.properties) {
        if (broken.has(name)) continue;
        const verdict = await check(spec, { properties: [name] });
        if (verdict.kind === 'violated') broken.add(name);
      }
    }
    expect(model.properties.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });

  it('names in its mutants only properties that hold without them', async () => {
    for (const breaks of new Set(spec.mutants.map((mutant) => mutant.breaks))) {
      // Where all properties hold together test/spec/counts.test.ts says so already.
      const verdict =
        spec.expect === 'holds' ? { kind: 'holds' } : await check(spec, { properties: [breaks] });
      expect([breaks, verdict.kind]).toEqual([breaks, 'holds']);
    }
  });
});

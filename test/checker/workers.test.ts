/**
 * Searches by several threads against the search by one: on every spec and every mutant, the same verdict, the same counts, and
 * counterexamples as short. Threads run compiled code, so these tests do, too.
 */
import { describe, expect, it } from 'vitest';
import type { CheckOptions } from '../../checker/check.js';
import type { ModelSource } from '../../checker/model-source.js';

const compiled = (module: string): string => new URL(`../../dist/${module}`, import.meta.url).href;
const { checkModel }: typeof import('../../checker/check.js') = await import(compiled('checker/check.js'));
const { loadModel }: typeof import('../../checker/model-source.js') = await import(
  compiled('checker/model-source.js')
);
const registry = compiled('spec/registry.js');
const { specs }: typeof import('../../spec/registry.js') = await import(registry);

async function checked(
  name: string,
  rest: Partial<ModelSource>,
  workers: number,
  options: CheckOptions = {},
) {
  const source: ModelSource = { spec: { module: registry, name }, parameters: {}, ...rest };
  const model = await loadModel(source);
  const about = { spec: name, parameters: {}, mutant: rest.mutant };
  const verdict = await checkModel(
    model,
    { ...options, source, workers: { count: workers, atOnce: true } },
    about,
  );
  const { distinct, generated, depth, properties, actions } = verdict.coverage;
  return {
    kind: verdict.kind,
    message: verdict.kind === 'spec-error' ? verdict.message : undefined,
    property: verdict.kind === 'violated' ? verdict.property : undefined,
    steps: 'execution' in verdict ? verdict.execution?.steps.length : undefined,
    distinct,
    generated,
    depth,
    properties: properties.map(({ name, verdict, depth }) => ({ name, verdict, depth })),
    fired: actions.filter(({ fired }) => fired > 0).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

const runs = specs.flatMap(({ name, mutants, symmetry }) => [
  { name, mutant: undefined, symmetry },
  ...mutants.map((mutant) => ({ name, mutant: mutant.name, symmetry })),
]);

describe.each(runs)('$name, mutant $mutant', ({ name, mutant, symmetry }) => {
  it('is the same for 1, 2 and 3 workers', async () => {
    const one = await checked(name, { mutant }, 1, { symmetry });
    expect(await checked(name, { mutant }, 2, { symmetry })).toEqual(one);
    expect(await checked(name, { mutant }, 3, { symmetry })).toEqual(one);
  });
});

it.each([2, 3])('paxos 3, 3, 2 under symmetry is the same for %i workers', async (workers) => {
  const parameters = { acceptors: 3, ballots: 3, values: 2 };
  const one = await checked('paxos', { parameters }, 1, { symmetry: true });
  const several = await checked('paxos', { parameters }, workers, { symmetry: true });
  expect(several).toMatchObject({ kind: 'holds', distinct: 17_153 });
  expect(several).toEqual(one);
});

it('finds exactly as many states as it may', async () => {
  const parameters = { acceptors: 3, ballots: 3, values: 2 };
  const found = await checked('paxos', { parameters }, 3, { maxStates: 100_000 });
  expect(found).toMatchObject({ kind: 'bounded', distinct: 100_000 });
});

it('expands rows that lie on disk as it does others', async () => {
  const parameters = { acceptors: 3, ballots: 3, values: 2 };
  const { mkdtempSync, readdirSync } = await import('node:fs');
  const directory = mkdtempSync('rows-');
  const one = await checked('paxos', { parameters }, 1);
  for (const workers of [1, 3]) {
    expect(await checked('paxos', { parameters }, workers, { disk: { directory, afterBytes: 0 } })).toEqual(
      one,
    );
  }
  expect(readdirSync(directory)).toEqual([]);
});

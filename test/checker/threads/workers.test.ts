/**
 * Searches by several threads against the search by one: on every spec and one of its mutants (`npm run sweep` takes all), the same
 * verdict, the same counts, and counterexamples as short.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../cli/run.js';
import { checked, expectSameForAllWorkers, specs } from './all-workers.js';

/** Smaller than by default, where levels of more than 512 states, which threads share, are still many. */
const small: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'multi-paxos-progress': { commands: 1, leaderCrashes: 1 },
  'multi-paxos': { window: 1 },
  paxos: { acceptors: 4, ballots: 2 },
};

/** Of these a mutant takes as long as all others together. */
const alone: readonly string[] = ['pmmc-liveness', 'floodset-early'];

const runs = specs.flatMap((spec) => {
  const published = { name: spec.name, mutant: undefined, spec };
  const mutants = alone.includes(spec.name) ? [] : spec.mutants.slice(0, 1);
  return [published, ...mutants.map(({ name }) => ({ ...published, mutant: name }))];
});

describe.each(runs)('$name, mutant $mutant', ({ spec, mutant }) => {
  it('is the same for 1 and 3 workers', () => expectSameForAllWorkers(spec, mutant, small[spec.name], [3]));
});

it.each([2, 3])('paxos 3, 3, 2 under symmetry is the same for %i workers', async (workers) => {
  const parameters = { acceptors: 3, ballots: 3, values: 2 };
  const one = await checked('paxos', { parameters }, 1, { symmetry: true });
  const several = await checked('paxos', { parameters }, workers, { symmetry: true });
  expect(several).toMatchObject({ kind: 'holds', distinct: 17_153 });
  expect(several).toEqual(one);
});

it('a step that changes nothing that its property reads is judged by whichever thread takes it', async () => {
  const folder = temporaryFolder({
    'stops.ts': `
import { action, cell, defineSpec, disabled, does, set, transition } from '${new URL('../../../dist/index.js', import.meta.url).href}';
const [x, y, z] = ['x', 'y', 'z'].map((name) => cell<number>(name));
const up = (counter: typeof x) =>
  action('up ' + counter.name, {}, (view) => (view.get(counter) < 9 ? does(set(counter, view.get(counter) + 1)) : disabled));
export default defineSpec({
  name: 'stops', title: 'counts', source: 'a test', parameters: {}, rules: {},
  model: () => ({
    name: 'stops',
    variables: [x, y, z],
    initial: [[x, y, z].map((counter) => set(counter, 0))],
    actions: [x, y, z].map(up),
    properties: [transition('stops', 'nothing is done once x is 9', (before) => before.get(x) !== 9)],
  }),
});`,
  });
  const rest = { spec: { file: path.join(folder, 'stops.ts') } };
  const one = await checked('stops', rest, 1);
  expect(one).toMatchObject({ kind: 'violated', property: 'stops', steps: 10 });
  for (const workers of [2, 3]) expect(await checked('stops', rest, workers)).toEqual(one);
});

it('finds exactly as many states as it may', async () => {
  const parameters = { acceptors: 3, ballots: 3, values: 2 };
  const found = await checked('paxos', { parameters }, 3, { maxStates: 100_000 });
  expect(found).toMatchObject({ kind: 'bounded', distinct: 100_000 });
});

it('expands rows that lie on disk as it does others', async () => {
  const parameters = { acceptors: 3, ballots: 3, values: 2 };
  const directory = temporaryFolder();
  const one = await checked('paxos', { parameters }, 1);
  for (const workers of [1, 3]) {
    expect(await checked('paxos', { parameters }, workers, { disk: { directory, afterBytes: 0 } })).toEqual(
      one,
    );
  }
  expect(readdirSync(directory)).toEqual([]);
});

/** What programs read: one JSON object on stdout, nothing else, with the fields that the contract names. */
import { expect, test } from 'vitest';
import { type Ended, served as paxoscope, temporaryFolder } from './run.js';
import { counter, start } from './user-specs.js';

function object({ stdout }: Ended): Record<string, unknown> {
  const value: unknown = JSON.parse(stdout);
  expect(typeof value).toBe('object');
  return value as Record<string, unknown>;
}

const number = expect.any(Number);

test('check that holds', async () => {
  const ended = await paxoscope('check paxos --acceptors 3 --ballots 2 --values 2 --workers 1 --json');
  expect(ended.stderr).toBe('');
  expect(ended.code).toBe(0);
  expect(object(ended)).toMatchObject({
    spec: 'paxos',
    parameters: { acceptors: 3, ballots: 2, values: 2 },
    verdict: 'holds',
    distinct: 3921,
    generated: 9443,
    depth: 17,
    queue: 0,
    seconds: number,
    statesPerSecond: number,
    workers: 1,
    symmetry: false,
    peakMemoryBytes: number,
    bytesPerState: number,
    collisionProbability: number,
    specCalls: number,
    tableHits: number,
    actions: expect.arrayContaining([{ name: 'Phase1a', fired: 146 }]),
    properties: expect.arrayContaining([
      expect.objectContaining({ name: 'agreement', kind: 'invariant', verdict: 'holds', evaluated: 3921 }),
      expect.objectContaining({ name: 'value-is-chosen', kind: 'reachable', verdict: 'holds', depth: 7 }),
    ]),
  });
});

test('check under symmetry', async () => {
  const ended = await paxoscope('check paxos --symmetry --json');
  expect(ended.code).toBe(0);
  expect(object(ended)).toMatchObject({ verdict: 'holds', distinct: 17153, symmetry: true });
});

test('check that is violated', async () => {
  const ended = await paxoscope('check paxos --ballots 2 --mutant P2c-dropped --property agreement --json');
  expect(ended.code).toBe(1);
  const json = object(ended);
  expect(json).toMatchObject({ mutant: 'P2c-dropped', verdict: 'violated', property: 'agreement' });
  expect(json.execution).toMatchObject({ format: 'paxoscope-execution', mutant: 'P2c-dropped' });
  expect((json.execution as { steps: unknown[] }).steps).toHaveLength(12);
  const shown = await paxoscope(['show', '-', '--json'], { input: JSON.stringify(json.execution) });
  expect(shown.stderr).toBe('');
  expect(object(shown)).toEqual(json.execution);
});

test.each([
  ['--max-states 1000', { kind: 'max-states', limit: 1000 }],
  ['--max-depth 5', { kind: 'max-depth', limit: 5 }],
])('check that is bounded by %s', async (flags, bound) => {
  const ended = await paxoscope(`check paxos --json ${flags}`);
  expect(ended.code).toBe(3);
  expect(object(ended)).toMatchObject({ verdict: 'bounded', bound });
});

test('a witness', async () => {
  const ended = await paxoscope('check paxos --ballots 2 --witness value-is-chosen --json');
  expect(ended.code).toBe(0);
  expect(object(ended)).toMatchObject({
    verdict: 'reached',
    execution: { property: { name: 'value-is-chosen', outcome: 'reached' } },
  });
});

test('mutants', async () => {
  const ended = await paxoscope('mutants voting --json');
  expect(ended.code).toBe(0);
  expect(object(ended)).toMatchObject({
    spec: 'voting',
    mutants: expect.arrayContaining([
      expect.objectContaining({
        name: 'unsafe-vote',
        caught: true,
        property: 'refines-consensus',
        length: 4,
      }),
      expect.objectContaining({
        name: 'never-votes',
        caught: true,
        property: 'value-is-chosen',
        length: null,
      }),
    ]),
  });
});

test('specs', async () => {
  const { specs } = object(await paxoscope('specs --json'));
  expect(specs).toContainEqual(
    expect.objectContaining({
      name: 'paxos',
      expect: 'holds',
      parameters: expect.objectContaining({ acceptors: expect.objectContaining({ default: 3 }) }),
    }),
  );
});

test('simulate walks the same way again from its seed', async () => {
  const line = 'simulate paxos --mutant P2c-dropped --property agreement --json';
  const first = object(await paxoscope(line));
  expect(first).toMatchObject({
    verdict: 'violated',
    seed: number,
    walk: number,
    walks: first.walk,
    walkedSteps: number,
    deletedSteps: number,
    isMinimal: true,
    longest: number,
    depth: number,
    states: number,
    distinctEstimate: number,
    distinctStandardError: 1.04 / 128,
    workers: number,
    statesPerSecond: number,
  });
  const again = object(await paxoscope(`${line} --seed ${String(first.seed)}`));
  const figures = { seconds: 0, stepsPerSecond: 0, statesPerSecond: 0, workers: 0 };
  expect({ ...again, ...figures }).toEqual({ ...first, ...figures });
});

test('what a spec prints goes to stderr', async () => {
  const files = {
    'start.ts': start,
    'talks.ts': `console.log('loaded');\n${counter.replace('const here', "console.log('stepping');\n$&")}`,
  };
  const cwd = temporaryFolder(files);
  const ended = await paxoscope('check talks.ts --workers 2 --json', { cwd });
  expect(object(ended)).toMatchObject({ spec: 'counter', verdict: 'holds' });
  for (const line of [/^loaded$/m, /^stepping$/m]) expect(ended.stderr).toMatch(line);
});

test('where nothing is asked, the verdict is that all was explored', async () => {
  const unasked = (properties: string) => `
import { action, cell, defineSpec, disabled, does, invariant, reachable, set } from 'paxoscope';
const n = cell<number>('n');
export default defineSpec({
  name: 'unasked', title: 'counts', source: 'a test', parameters: {}, rules: {},
  model: () => ({
    name: 'unasked', variables: [n], initial: [[set(n, 0)]],
    actions: [action('up', {}, (view) => (view.get(n) < 3 ? does(set(n, view.get(n) + 1)) : disabled))],
    properties: [${properties}],
  }),
});`;
  const none = "invariant('none', 'asked of nobody', [])";
  const cwd = temporaryFolder({
    'nothing.ts': unasked(''),
    'nobody.ts': unasked(none),
    'somebody.ts': unasked(`${none}, reachable('three', 'it gets to three', (view) => view.get(n) === 3)`),
  });
  const [nothing, nobody, somebody] = await Promise.all(
    ['nothing', 'nobody', 'somebody'].map(async (name) =>
      object(await paxoscope(`check ${name}.ts --json`, { cwd })),
    ),
  );
  expect(nothing).toMatchObject({ verdict: 'explored', properties: [] });
  expect(nobody).toMatchObject({
    verdict: 'explored',
    properties: [{ verdict: 'holds', instances: 0, evaluated: 0 }],
  });
  expect(somebody).toMatchObject({ verdict: 'holds', properties: [{ instances: 0 }, { name: 'three' }] });
  const told = await paxoscope('check nobody.ts', { cwd });
  expect(told.code).toBe(0);
  expect(told.stdout).toContain('unasked explored: all 4 states; nothing was asked of them\n');
  expect(told.stdout).toMatch(/none +invariant +holds +says nothing at this size: no instances\n/);
});

test('errors leave stdout empty', async () => {
  expect(await paxoscope('check paxso --json')).toMatchObject({ code: 2, stdout: '' });
});

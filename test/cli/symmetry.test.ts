/** Symmetry on the command line: asked for, declared by a spec, turned off, refused, linted. */
import { describe, expect, test } from 'vitest';
import { served as paxoscope, temporaryFolder } from './run.js';

/** Nodes count to two, each for itself: 27 states, 10 orbits. */
function counting(changed: { mayCount?: string; property?: string } = {}): string {
  const { mayCount = 'true', property = 'ids.every((id) => view.get(cells[id]) < 3)' } = changed;
  return `
import { action, by, cell, defineSpec, does, invariant, names, reachable, set } from 'paxoscope';

const ids = names('n', 3);
const cells = Object.fromEntries(ids.map((id) => [id, cell<number>(id)]));
export default defineSpec({
  name: 'counting', title: 'nodes count to two', source: 'a test', parameters: {}, rules: { last: 2 },
  symmetry: true,
  model: (_parameters, { last }) => ({
    name: 'counting',
    sorts: [{ name: 'nodes', ids }],
    variables: ids.map((id) => cells[id]),
    initial: [ids.map((id) => set(cells[id], 0))],
    actions: ids.map((id) =>
      by(id, action('count', {}, (view) =>
        view.get(cells[id]) < last && (${mayCount}) ? does(set(cells[id], view.get(cells[id]) + 1)) : [],
      )),
    ),
    properties: [
      invariant('small', 'all are small', (view) => ${property}),
      invariant('first-small', 'the first is small', [
        { parameters: { node: 'n1' }, holds: (view) => view.get(cells.n1) < 3 },
      ]),
    ],
  }),
  mutants: { far: { says: 'too far', rules: { last: 3 }, breaks: 'small', length: 3 } },
});
`;
}

const cwd = temporaryFolder({
  'counting.ts': counting(),
  'unlike.ts': counting({ mayCount: "id !== 'n2'" }),
  'misspelt.ts': counting().replace("{ name: 'nodes', ids }", "{ name: 'nodes', ids: names('node', 2) }"),
  'dice.ts': counting({ mayCount: 'Math.random() < 0.5' }),
  'asks-unlike.ts': counting({ property: 'view.get(cells.n3) < 2' }),
});

describe('a spec that declares symmetry', () => {
  test('is explored by orbits, and says over what', async () => {
    const { code, stdout, stderr } = await paxoscope('check counting.ts --property small', { cwd });
    expect(stderr).toBe('');
    expect(stdout).toContain('counting holds: all 10 orbits explored\n');
    expect(stdout).toContain(
      '  symmetry   over 3 nodes: an orbit has up to 6 states\n             tried on 27 states; --lint tries more\n',
    );
    expect(code).toBe(0);
  });

  test('is explored state by state with --no-symmetry', async () => {
    const { stdout } = await paxoscope('check counting.ts --property small --no-symmetry', { cwd });
    expect(stdout).toContain('counting holds: all 27 states explored\n');
    expect(stdout).not.toContain('symmetry');
  });

  test('is explored state by state where a property does not allow it, and says why', async () => {
    const { code, stdout, stderr } = await paxoscope('check counting.ts', { cwd });
    expect(stderr).toBe(
      'symmetry is not used: property first-small is asked of n1, but not of n2, its image; it is not symmetric\n',
    );
    expect(stdout).toContain('counting holds: all 27 states explored\n');
    expect(code).toBe(0);
    expect((await paxoscope('check counting.ts --json', { cwd })).stderr).toBe('');
  });

  test('has mutants, which are caught all the same', async () => {
    const { code, stdout } = await paxoscope('mutants counting.ts', { cwd });
    expect(stdout).toContain('counting: the mutant is caught, in as many steps as pinned');
    expect(code).toBe(0);
  });
});

test('symmetry that is asked for is refused where a property does not allow it', async () => {
  const { code, stdout, stderr } = await paxoscope('check counting.ts --symmetry', { cwd });
  expect(stderr).toBe(
    'paxoscope: counting.ts: symmetry: property first-small is asked of n1, but not of n2, its image; it is not symmetric\n',
  );
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

describe('--lint', () => {
  test('tells what treats ids differently', async () => {
    const { code, stdout, stderr } = await paxoscope('check unlike.ts --lint --property small', { cwd });
    expect(stderr).toBe(
      `paxoscope: unlike.ts: symmetry: nodes are not alike: with n1 and n2 exchanged, it takes other steps
  as it is      action count(node: n1) does n1: 0 → 1
  exchanged     no action does n2: 0 → 1; the counterpart of that action does nothing
  in the state  n1: 0; n2: 0; n3: 0
  what to do    compare ids by === alone, not by <, by their place in a list, or with a name; where
                the protocol orders them, say so in the sort (ordered)
`,
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('blames no ids where an action rolls dice', async () => {
    const { code, stderr } = await paxoscope('check dice.ts --lint --property small', { cwd });
    expect(stderr).toMatch(
      /^paxoscope: dice\.ts: action count\(node: n1\): answered differently on equal input: .*\n$/,
    );
    expect(code).toBe(2);
  });

  test('tells which property does, where symmetry is used', async () => {
    const { code, stderr } = await paxoscope('check asks-unlike.ts --lint --property small', { cwd });
    expect(stderr).toBe(
      `paxoscope: asks-unlike.ts: symmetry: nodes are not alike: with n2 and n3 exchanged, property small answers otherwise
  as it is      property small is true
  exchanged     property small is false
  in the state  n1: 0; n2: 2; n3: 0
  what to do    ask the same of all ids, not by <, by their place in a list, or with a name; or
                check this property without symmetry
`,
    );
    expect(code).toBe(2);
  });

  test('tells ids that are named nowhere', async () => {
    const { code, stdout } = await paxoscope('check misspelt.ts --lint', { cwd });
    expect(stdout).toContain(
      '  unnamed    node1, node2 of nodes: in no variable, action, property or state seen; misspelt?\n',
    );
    expect(code).toBe(0);
  });

  test('says on how many states it tried', async () => {
    const { stdout } = await paxoscope('check counting.ts --lint --property small', { cwd });
    expect(stdout).toContain(
      '  lint       in all 27 states, 2 exchanges of ids leave steps and properties alike\n',
    );
    const plain = await paxoscope('check counting.ts --lint --no-symmetry', { cwd });
    expect(plain.stdout).toContain('  lint       in all 27 states, 2 exchanges of ids leave steps alike\n');
  });
});

test.each(['--workers 1', '--workers 2'])('ids that are not alike are told unasked: %s', async (workers) => {
  const { code, stdout, stderr } = await paxoscope(`check unlike.ts --property small ${workers}`, { cwd });
  expect(stderr).toContain('nodes are not alike: with n1 and n2 exchanged, it takes other steps');
  expect([code, stdout]).toEqual([2, '']);
  const states = await paxoscope(`check unlike.ts --property small --no-symmetry ${workers}`, { cwd });
  expect(states.code).toBe(0);
});

test('--json says which symmetry was used', async () => {
  const { stdout } = await paxoscope('check counting.ts --json --lint --property small', { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    distinct: 10,
    symmetry: true,
    symmetryGroup: { sorts: [{ name: 'nodes', ids: 3 }], groupSize: 6 },
    symmetryLint: { states: 27, isComplete: true, exchanges: 2 },
  });
});

/** Liveness on the command line: exit codes, what is refused, checkpoints, workers; the spec is the guide's. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { givenFile } from '../guides.js';
import { served as paxoscope, temporaryFolder } from './run.js';

const semaphore = givenFile('semaphore.ts');

const alike = semaphore.replace(
  "name: 'semaphore',\n    variables",
  "name: 'semaphore',\n    sorts: [{ name: 'processes', ids: ['p', 'q'] }],\n    variables",
);
const cwd = temporaryFolder({
  'semaphore.ts': semaphore,
  'misspelt.ts': semaphore.replace("entering('enter', each)", "entering('entre', each)"),
  'alike.ts': alike.replace('rules: {', 'symmetry: true,\n  rules: {'),
  'alone-too.ts': alike
    .replace('  possible,\n', '  invariant,\n')
    .replace("possible('can-rest', 'both can come to rest'", "invariant('alone', 'one at most is inside'")
    .replace(
      ".every((phase) => view.get(phase) === 'idle')",
      ".some((phase) => view.get(phase) !== 'inside')",
    ),
});

test('it holds, with exit code 0, by any number of workers', async () => {
  const { code, stdout } = await paxoscope('check semaphore.ts --workers 2', { cwd });
  expect(stdout).toMatch(/served +leadsTo +holds +8 states, 4 assumptions of fairness/);
  expect(code).toBe(0);
});

test('a mutant breaks it, with exit code 1, in as many steps as are pinned', async () => {
  const checked = await paxoscope('check semaphore.ts --mutant weakly-fair --json', { cwd });
  expect(checked.code).toBe(1);
  expect(JSON.parse(checked.stdout)).toMatchObject({
    verdict: 'violated',
    property: 'served',
    graph: { states: 8, edges: 14 },
    properties: [
      { name: 'served', kind: 'leadsTo', verdict: 'violated', fairness: 4 },
      { name: 'can-rest', kind: 'possible', verdict: 'holds' },
    ],
    execution: { loopStart: 1, liveness: { since: 1 } },
  });
  const { code, stdout } = await paxoscope('mutants semaphore.ts', { cwd });
  expect(stdout).toMatch(/weakly-fair +served +4 /);
  expect(code).toBe(0);
});

test('a lasso that was saved is shown again, and one that was changed is not', async () => {
  await paxoscope('check semaphore.ts --mutant weakly-fair -o lasso.json', { cwd });
  const shown = await paxoscope('show lasso.json --spec semaphore.ts', { cwd });
  expect(shown.stdout).toContain('── back to step 2, for ever ─');
  const json = readFileSync(path.join(cwd, 'lasso.json'), 'utf8').replace(
    '"how": "disabled"',
    '"how": "taken"',
  );
  const changed = await paxoscope('show - --spec semaphore.ts', { cwd, input: json });
  expect(changed.stderr).toContain('breaks served, but not in the way that it says');
  expect(changed.code).toBe(2);
});

test('a misspelt action is an error that names the others', async () => {
  const { code, stderr } = await paxoscope('check misspelt.ts', { cwd });
  expect(stderr).toContain(
    'asks for strong fairness of entre, but no action has that name; there are: ask, enter, leave',
  );
  expect(code).toBe(2);
});

test('symmetry that is asked for is refused; symmetry that the spec declares is not used', async () => {
  const asked = await paxoscope('check alike.ts --symmetry', { cwd });
  expect(asked.stderr).toContain(
    'property served is of kind leadsTo, which is judged on all states, not on orbits',
  );
  expect(asked.code).toBe(2);
  const declared = await paxoscope('check alike.ts', { cwd });
  expect(declared.stderr).toContain('symmetry is not used: property served is of kind leadsTo');
  expect(declared.stdout).toContain('semaphore holds: all 8 states explored');
  expect(declared.code).toBe(0);
});

test('symmetry that is asked for leaves it undecided beside other properties', async () => {
  const { code, stdout } = await paxoscope('check alone-too.ts --symmetry', { cwd });
  expect(stdout).toContain('semaphore bounded: all 5 orbits explored, but liveness is not decided\n');
  expect(stdout).toMatch(
    /served +leadsTo +not decided +symmetry was asked for\n +alone +invariant +holds +5 orbits/,
  );
  expect(stdout).toMatch(
    /Liveness is judged on all states, not on orbits: without --symmetry it is judged\s+too\./,
  );
  expect(code).toBe(3);
});

test('a search that was bounded does not decide it, and one that goes on from there does', async () => {
  const begun = await paxoscope('check semaphore.ts --max-depth 2 --checkpoint folder', { cwd });
  expect(begun.stdout).toContain('not decided  the search was bounded, and liveness needs every state');
  expect(begun.code).toBe(3);
  const resumed = await paxoscope('check semaphore.ts --resume folder', { cwd });
  expect(resumed.stdout).toMatch(/served +leadsTo +holds/);
  expect(resumed.code).toBe(0);
});

test('walks do not judge it, and refuse to be asked', async () => {
  const walked = await paxoscope('simulate semaphore.ts --seed 1 --walks 10', { cwd });
  expect(walked.stdout).toMatch(/served +leadsTo +not judged/);
  expect(walked.code).toBe(3);
  const asked = await paxoscope('simulate semaphore.ts --property served', { cwd });
  expect(asked.stderr).toContain('served is of kind leadsTo, which no walk can judge');
  expect(asked.code).toBe(2);
});

test('a property that there is not is an error', async () => {
  const { code, stderr } = await paxoscope('check semaphore.ts --property serve', { cwd });
  expect(stderr).toContain('served');
  expect(code).toBe(2);
});

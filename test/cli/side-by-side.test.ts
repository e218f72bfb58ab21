/** Several values of one parameter, side by side: what is printed, exit codes, and what is refused. */
import { expect, test } from 'vitest';
import { served as paxoscope } from './run.js';

test('a column for each value, and how to see what is violated', async () => {
  const { code, stdout } = await paxoscope(
    'check paxos-liveness --acceptors 1 --leadership dueling,distinguished',
  );
  expect(stdout).toContain('paxos-liveness by leadership: dueling, distinguished (proposers 2, acceptors 1,');
  expect(stdout).toMatch(/property +kind +dueling +distinguished\n/);
  expect(stdout).toMatch(/agreement +invariant +holds +holds\n/);
  expect(stdout).toMatch(/termination +eventually +VIOLATED +holds\n/);
  expect(stdout).toMatch(/distinct states +126 +219\n/);
  expect(stdout).toContain('dueling: termination breaks; --leadership dueling alone shows how, in 15 steps.');
  expect(code).toBe(1);
});

test('all hold: exit code 0; a property that some instance does not have is left open', async () => {
  const { code, stdout } = await paxoscope('check paxos --ballots 1,2');
  expect(stdout).toMatch(/chosen-in-two-ballots +reachable +- +holds\n/);
  expect(code).toBe(0);
});

test('one is bounded: exit code 3', async () => {
  const { code, stdout } = await paxoscope('check paxos --ballots 1,2 --max-states 1000');
  expect(stdout).toContain('2: bounded, not proved.');
  expect(code).toBe(3);
});

test('as JSON: what each would print', async () => {
  const { stdout } = await paxoscope('check paxos --mutant P2c-dropped --ballots 1,2 --json');
  expect(JSON.parse(stdout)).toMatchObject({
    spec: 'paxos',
    by: 'ballots',
    checks: [
      { parameters: { ballots: 1 }, verdict: 'holds', distinct: 73 },
      {
        parameters: { ballots: 2 },
        verdict: 'violated',
        mutant: 'P2c-dropped',
        execution: { format: 'paxoscope-execution' },
      },
    ],
  });
});

test.each([
  ['--ballots 1,x', '--ballots takes a whole number in 1..9, not x'],
  ['--ballots 1,', '--ballots takes a whole number in 1..9, not ""'],
  ['--ballots 2,2', '--ballots is given 2 twice'],
  [
    '--ballots 1,2 --values 1,2',
    '--ballots and --values have several values each; one parameter may have them',
  ],
  ['--ballots 1,2 -o run.json', '--output goes with one instance; --ballots has 2 values'],
  ['--ballots 1,2 --witness value-is-chosen', '--witness goes with one instance; --ballots has 2 values'],
])('refuses %s', async (flags, message) => {
  const { code, stderr } = await paxoscope(`check paxos ${flags}`);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

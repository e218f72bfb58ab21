/** `paxoscope valence` as its users run it. */
import { expect, test } from 'vitest';
import { expectGolden } from '../golden.js';
import { served as paxoscope } from './run.js';

test('of a protocol that may go on for ever: a run that never decides', async () => {
  const { stdout, stderr, code } = await paxoscope(
    'valence paxos-liveness --leadership dueling --acceptors 1',
  );
  expect(stderr).toBe('');
  expectGolden('cli/valence-dueling.txt', stdout);
  expect(code).toBe(0);
});

test('as JSON', async () => {
  const { stdout, code } = await paxoscope('valence strawman-first-value --proposers 2 --json');
  const json = JSON.parse(stdout);
  expect(json).toMatchObject({
    spec: 'strawman-first-value',
    bivalent: { inputs: { p1: 'v2', p2: 'v1' }, neighbour: { p1: 'v1', p2: 'v1' }, differsAt: 'p1' },
  });
  expect(json.critical.fork.map((step: { values: string[] }) => step.values)).toEqual(
    expect.arrayContaining([['v1'], ['v2']]),
  );
  expect(code).toBe(0);
});

test('what decides on nothing is refused', async () => {
  const { stderr, code } = await paxoscope('valence two-phase-commit');
  expect(stderr).toMatch(
    /^paxoscope: two-phase-commit does not say what is decided; a system\(\{\.\.\.\}\) does with decisions: .*; of the specs that come with the program strawman-single-acceptor, strawman-first-value, paxos-roles, paxos-liveness do$/m,
  );
  expect(code).toBe(2);
});

test('what works in rounds is refused', async () => {
  const { stderr, code } = await paxoscope('valence floodset');
  expect(stderr).toMatch(/^paxoscope: floodset is synchronous: rounds bound all delays, .*paxoscope chain$/m);
  expect(code).toBe(2);
});

test('what was not explored is inconclusive', async () => {
  const { stderr, code } = await paxoscope('valence strawman-first-value --max-states 10');
  expect(stderr).toMatch(/not all configurations were explored, but \d+; of valence nothing/);
  expect(code).toBe(3);
  const json = await paxoscope('valence strawman-first-value --max-states 10 --json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    spec: 'strawman-first-value',
    verdict: 'bounded',
    explored: expect.any(Number),
  });
});

/** How `--lint` tells two answers apart that should have been one: by what they do, and only by the part that differs. */
import { Map } from 'immutable';
import { expect, test } from 'vitest';
import { add, blind, cell, change, type Outcome, set, soup, type Update } from '../../checker/model.js';
import { answersApart } from '../../checker/user-code/answers-apart.js';
import { served as paxoscope, temporaryFolder } from './run.js';
import { throwsAtTwo } from './user-specs.js';

const n = cell<unknown>('n');
const box = soup<unknown>('box');
const append = blind('append', (old: unknown) => old);
const step = (...updates: Update[]): readonly Outcome[] => [{ updates }];
const vote = (ballot: number) => ({ acceptor: 'a1', vote: { ballot, value: 'v1' } });
const message = (ballot: number) => ({ kind: '1b', ...vote(ballot) });

test.each<[string, unknown, unknown, string]>([
  ['disabled and enabled', [], step(set(n, 1)), 'first no step, then a step with n = 1'],
  ['several steps', step(), [...step(), ...step(), ...step()], 'first a step, then 3 steps'],
  ['a value', step(set(n, 1)), step(set(n, 2)), 'first n = 1, then n = 2'],
  [
    'a field',
    step(set(n, vote(1))),
    step(set(n, vote(2))),
    'first n.vote.ballot = 1, then n.vote.ballot = 2',
  ],
  ['an element', step(set(n, [1, 2])), step(set(n, [1, 3])), 'first n[1] = 2, then n[1] = 3'],
  [
    'an absent field',
    step(set(n, { a: 1 })),
    step(set(n, { a: 1, b: 2 })),
    'first n.b = undefined, then n.b = 2',
  ],
  ['a Map', step(set(n, Map({ a: 1 }))), step(set(n, Map({ a: 2 }))), 'first n = {a → 1}, then n = {a → 2}'],
  [
    'a message',
    step(set(n, 1), add(box, message(1))),
    step(set(n, 1), add(box, message(2))),
    'first box + {… vote.ballot: 1}, then box + {… vote.ballot: 2}',
  ],
  [
    'a queue',
    step(change(n, append, { kind: 'a' })),
    step(change(n, append, 3)),
    'first n: append a, then n: append 3',
  ],
  ['another variable', step(set(n, 1)), step(add(box, 1)), 'first n = 1, then box + 1'],
  ['one change more', step(set(n, 1)), step(set(n, 1), add(box, 1)), 'first no further change, then box + 1'],
  [
    'a label',
    [{ updates: [], parameters: { value: 'v1' } }],
    [{ updates: [], parameters: { value: 'v2' } }],
    'first parameters.value = v1, then parameters.value = v2',
  ],
  ['a predicate', true, false, 'first true, then false'],
  ['nothing any more', step(set(n, 1)), step(set(n, 1)), 'it changes what it has answered before'],
])('%s', (_what, first, second, says) => {
  expect(answersApart(first, second)).toBe(says);
});

test('long answers are cut', () => {
  const [one, other] = ['a', 'b'].map((letter) => step(set(n, letter.repeat(300))));
  expect(answersApart(one, other).length).toBeLessThan(220);
});

test('check --lint', async () => {
  const text = throwsAtTwo.replace('now + 1', 'now + ++calls').replace('const n', 'let calls = 0;\nconst n');
  const cwd = temporaryFolder({ 'impure.ts': text });
  const { code, stderr } = await paxoscope('check impure.ts --lint', { cwd });
  expect(stderr).toBe(
    'paxoscope: impure.ts: action Up(by: 1): answered differently on equal input: first n = 1, then n = 2\n',
  );
  expect(code).toBe(2);
});

/** Code that answers differently each time, under the lint of symmetry: it is told as what it is, and no ids are blamed. */
import { expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { invariant, transition } from '../../../spec/kit/plain.js';
import { electing, ids, phase } from '../liveness/electing-model.js';

/** Dice that are the same in each run of the test: they show one of ten sides every time but now and then. */
function dice(): () => boolean {
  let state = 20261121;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 < 0.9;
  };
}

it.each<[string, (roll: () => boolean) => Parameters<typeof electing>[0], string]>([
  ['an action', (roll) => ({ mayWork: () => roll() }), 'action work(node: a1)'],
  [
    'an action that throws',
    (roll) => ({
      mayWork: () => {
        if (!roll()) throw new RangeError('dice');
        return true;
      },
    }),
    'action work(node: a1)',
  ],
  [
    'an action that never answers twice alike',
    () => {
      let calls = 0;
      return { elected: () => [`leader ${calls++}`] };
    },
    'action elect',
  ],
  ['an invariant', (roll) => ({ properties: [invariant('even', '', roll)] }), 'property even'],
  [
    'a transition property',
    (roll) => ({
      properties: [
        transition(
          'even',
          '',
          ids.map((node) => ({
            parameters: { node },
            holds: (before, after) => before.get(phase(node)) === after.get(phase(node)) || roll(),
          })),
        ),
      ],
    }),
    'property even(node: a',
  ],
])('blames no ids where %s answers differently each time', async (_what, parts, place) => {
  const verdict = await checkModel(electing(parts(dice())), { symmetry: true, lint: true });
  if (verdict.kind !== 'spec-error') throw new Error(verdict.kind);
  expect(verdict.message).toMatch(/: answered differently on equal input: first .*, then /);
  expect(verdict.message.startsWith(place)).toBe(true);
});

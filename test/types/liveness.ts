/** Wrong liveness that must not compile, as in model.ts beside this. */
import type { Fairness } from '../../checker/model.js';
import { eventually, leadsTo, possible, stronglyFair, weaklyFair } from '../../spec/kit/plain.js';

const yes = () => true;

export const right = [
  eventually('e', 'e', yes, []),
  eventually('e', 'e', [{ parameters: { i: 1 }, holds: yes }], [weaklyFair('a', { node: 'p' })]),
  leadsTo('l', 'l', yes, yes, [stronglyFair('a', { each: 'step' })]),
  leadsTo('l', 'l', [{ parameters: { i: 1 }, from: yes, to: yes }], [weaklyFair('a')]),
  possible('p', 'p', yes),
];

export const wrong = [
  // @ts-expect-error fairness is never left out
  eventually('e', 'e', yes),
  // @ts-expect-error it is a list
  eventually('e', 'e', yes, weaklyFair('a')),
  // @ts-expect-error a name alone does not say how fair
  eventually('e', 'e', yes, ['a']),
  // @ts-expect-error where it leads is missing
  leadsTo('l', 'l', yes, [weaklyFair('a')]),
  // @ts-expect-error an instance has from and to
  leadsTo('l', 'l', [{ holds: yes }], []),
  // @ts-expect-error what is possible does not depend on fairness
  possible('p', 'p', yes, [weaklyFair('a')]),
  // @ts-expect-error for each node, or for each step
  weaklyFair('a', { each: 'message' }),
  // @ts-expect-error a predicate answers with true or false
  eventually('e', 'e', () => 1, []),
];

// @ts-expect-error there is weak and strong
export const kind: Fairness = { kind: 'fair', action: 'a' };

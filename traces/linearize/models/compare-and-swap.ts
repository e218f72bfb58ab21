/**
 * Compare-and-swap, as registers and stores have it: true where the value was the expected one, which is then replaced; otherwise what was found
 * instead. Who was only told `false` has found something else, nobody knows what.
 */
import { equalValues } from '../../../checker/canonical.js';
import type { Json } from '../history.js';
import type { Action } from '../model.js';
import { refuseNoPair } from './arguments.js';

/** What was found in place of what was expected. */
export const found = (value: Json): Json => ({ found: value });

const isFound = (answer: Json | undefined): answer is { readonly found: Json } =>
  typeof answer === 'object' && answer !== null && 'found' in answer;

export const compareAndSwap: Action<Json> = {
  refuse: refuseNoPair,
  refuseAnswer: (answer) =>
    typeof answer === 'boolean' || isFound(answer)
      ? undefined
      : 'it answers true or false, or what was found: {"kind": "swapped"}, {"kind": "differs", "value": 3}',
  step: (value, { argument }) => {
    const [from, to] = argument as readonly [Json, Json];
    return equalValues(value, from) ? { state: to, answer: true } : { state: value, answer: found(value) };
  },
  needs: ({ argument }, observed) => {
    if (observed === true) return (argument as readonly Json[])[0];
    return isFound(observed) ? observed.found : undefined;
  },
  leaves: ({ argument }) => (argument as readonly Json[])[1],
  observes: (observed) => observed !== undefined && observed !== true,
  agrees: (observed, answer) => (observed === false ? answer !== true : equalValues(observed, answer)),
};

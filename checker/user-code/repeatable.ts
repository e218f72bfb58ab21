/**
 * Whether spec code answers the same when it is asked the same again, where something looks as if it did not. Code that rolls dice may
 * answer alike many times, so it is asked often; that is done only to explain what has been noticed.
 */

import { type Action, actionName } from '../model.js';
import type { DirectState } from '../paths/direct.js';
import { answersApart } from './answers-apart.js';
import { outcomesText, placeName, SpecFailure } from './spec-call.js';
import { describeThrown } from './thrown.js';

/** Of code that differs in one answer of a hundred, two of three differences are noticed. */
const ASKED = 100;

/** An answer: what it is, and the text by which it is compared. */
interface Told {
  readonly answer: unknown;
  readonly text: string;
  readonly hasThrown: boolean;
}

/**
 * Asks every action in a state again and again.
 * @throws SpecFailure where one answers differently
 */
export function requireRepeatableSteps(
  model: { readonly actions: readonly Action[] },
  state: DirectState,
): void {
  for (const action of model.actions) {
    const { node, parameters } = action;
    let elements: readonly unknown[];
    try {
      elements = state.elementsFor(action);
    } catch {
      // What it ranges over is no list: of that the search tells.
      continue;
    }
    for (const element of elements) {
      const place = () =>
        placeName('action', actionName(action, element), {
          ...(node === undefined ? {} : { node }),
          ...parameters,
        });
      requireRepeatable(place, () => action.run(state, element), outcomesText);
    }
  }
}

/**
 * Asks spec code again and again.
 * @throws SpecFailure where it answers differently
 */
export function requireRepeatable<T>(place: () => string, run: () => T, textOf: (answer: T) => string): void {
  const first = told(run, textOf);
  for (let asked = 1; asked < ASKED; asked++) {
    const again = told(run, textOf);
    if (again.text === first.text && again.hasThrown === first.hasThrown) continue;
    const apart =
      first.hasThrown || again.hasThrown
        ? `first it ${first.hasThrown ? first.text : 'answered'}, then it ${again.hasThrown ? again.text : 'answered'}`
        : answersApart(first.answer, again.answer);
    throw new SpecFailure(place(), `answered differently on equal input: ${apart}`);
  }
}

function told<T>(run: () => T, textOf: (answer: T) => string): Told {
  try {
    const answer = run();
    return { answer, text: textOf(answer), hasThrown: false };
  } catch (error) {
    return { answer: undefined, text: describeThrown(error), hasThrown: true };
  }
}

/** The line of a process that says what it sent before its first step: it is what the initial state of the spec has. */
import type { Model, Transfer } from '../../checker/model.js';
import { differencesOf } from './differences.js';
import type { StepEvent } from './judge.js';
import { inOrderOf, sendingsOf } from './model-line.js';
import { inWordsOf } from './plain-words.js';
import type { Difference } from './verdict.js';
import { BEGINNING, keepsOrder, sentJson } from './walk-line.js';

export function isBeginning({ action, received }: StepEvent): boolean {
  return action === BEGINNING && received === undefined;
}

/** @param first all that is on its way in the initial state */
export function differencesOfBeginning(
  event: StepEvent,
  first: readonly Transfer[],
  model: Model,
): readonly Difference[] {
  const expected = first
    .filter(({ from }) => from === event.node)
    .map((transfer) => ({ to: [transfer.to], message: sentJson(transfer, event.node) }));
  const sent = inWordsOf(expected, inOrderOf(expected, sendingsOf(event), keepsOrder(model)));
  return differencesOf({ sent: expected, changed: {} }, { sent, changed: event.changed });
}

/** A second copy of a message that the network makes, where it leaves a line of it: which of its steps that may be. */
import { canonical } from '../../checker/canonical.js';
import type { Action } from '../../checker/model.js';
import type { StepEvent } from './judge.js';
import { NETWORK } from './order.js';
import { closed, type ModelCandidate } from './unseen.js';
import { messageJson, receivedMessage } from './walk-line.js';

/** Where it leads, if the message is on its way. */
export function copies(
  candidate: ModelCandidate,
  { action, sent: [copy], changed }: StepEvent,
  actions: readonly Action[],
): readonly ModelCandidate[] {
  const { state } = candidate;
  return actions
    .filter(({ name }) => name === action)
    .flatMap((one) => state.elementsFor(one).flatMap((element) => state.stepsOf(one, element)))
    .filter(({ outcome: { received } }) => {
      if (received === undefined || copy === undefined) return false;
      const isSame = canonical(messageJson(received.message)) === canonical(receivedMessage(copy.message));
      return isSame && received.to === copy.to[0] && received.from === changed.from;
    })
    .map(({ next }) => closed({ ...candidate, state: next }, NETWORK));
}

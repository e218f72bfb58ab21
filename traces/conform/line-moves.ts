/** What lines do to a candidate that are no steps of a process: those of the network, and those behind which a gap is over. */
import { canonical } from '../../checker/canonical.js';
import type { Action } from '../../checker/model.js';
import type { StepEvent } from './judge.js';
import { NETWORK } from './order.js';
import { type ModelCandidate, withLeft } from './unseen.js';
import { messageJson, receivedMessage } from './walk-line.js';

/** The network makes a copy of a message that is on its way. */
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

/** A line of the node came: what was missing before it is over. */
export function closed(candidate: ModelCandidate, node: string): ModelCandidate {
  return candidate.left.has(node) ? { ...candidate, left: withLeft(candidate.left, node, 0) } : candidate;
}

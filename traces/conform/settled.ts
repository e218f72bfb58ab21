/**
 * A line that no hidden step explains, whenever it may have been taken, and that so needs no search: the spec does not take the step from the state
 * that its process has, asks for nothing else, and that state is known. (That nobody else changes it is for the caller to say.)
 */
import { canonical } from '../../checker/canonical.js';
import { type Action, cell } from '../../checker/model.js';
import type { ModelLine } from './model-line.js';
import type { ModelCandidate } from './unseen.js';

/**
 * @param line one that is not explained, of a process whose lines are all there and say what changed
 * @param actions of its process
 * @param candidates where the run may be before the line
 */
export function isSettled(
  line: ModelLine,
  actions: readonly Action[],
  initial: readonly ModelCandidate[],
  candidates: readonly ModelCandidate[],
): boolean {
  if (!line.isOneOf(actions)) return true;
  const own = ({ state }: ModelCandidate) => canonical(state.get(cell(line.event.node)));
  const isSame = (all: readonly ModelCandidate[]) => {
    const first = own(all[0]);
    return all.every((candidate) => own(candidate) === first);
  };
  return (
    isSame(initial) && isSame(candidates) && candidates.every(({ state }) => line.isLocal(state, actions))
  );
}

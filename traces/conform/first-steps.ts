/** The first states of a spec, breadth first, each with its steps: where it is asked what a spec may do at all, as far as that shows soon. */
import type { DirectState, DirectStep } from '../../checker/paths/direct.js';

/** States that are looked at. */
const LOOKED_AT = 200;

export function* firstSteps(
  initial: readonly DirectState[],
): Generator<{ readonly state: DirectState; readonly steps: readonly DirectStep[] }> {
  const seen = new Set<string>();
  const open = [...initial];
  for (let state = open.shift(); state !== undefined && seen.size < LOOKED_AT; state = open.shift()) {
    const { low, high } = state.fingerprint();
    if (seen.has(`${low} ${high}`)) continue;
    seen.add(`${low} ${high}`);
    const steps = state.steps();
    for (const { next } of steps) open.push(next);
    yield { state, steps };
  }
}

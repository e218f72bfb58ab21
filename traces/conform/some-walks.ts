/** Some random walks of a spec, the same each time: where it is asked what a spec may do at all, as far as that shows at random. */
import type { DirectState, DirectStep } from '../../checker/paths/direct.js';

export const WALKS = 20;
const STEPS = 60;

/** Each state on the way, and the step that is taken there; at the end of a walk none. */
export function* someWalks(
  initial: readonly DirectState[],
): Generator<{ readonly state: DirectState; readonly taken: DirectStep | undefined }> {
  let seed = 1;
  for (let walk = 0; walk < WALKS; walk++) {
    let state = initial[walk % initial.length];
    for (let i = 0; i < STEPS; i++) {
      const steps = state.steps();
      // Any numbers do, as long as they are the same each time (Lehmer 1951).
      seed = (seed * 48_271) % 0x7fffffff;
      const taken = steps.length === 0 ? undefined : steps[seed % steps.length];
      yield { state, taken };
      if (taken === undefined) break;
      state = taken.next;
    }
  }
}

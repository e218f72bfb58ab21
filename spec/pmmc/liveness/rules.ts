/** The decisions of Paxos Made Moderately Complex that is to terminate, on top of those that keep it safe (../rules.ts). */
import { type PmmcRules, pmmcRules } from '../rules.js';

export interface LivenessRules extends PmmcRules {
  /** Whether a leader that was preempted waits while the one that did it answers its pings. */
  readonly heedsPings: boolean;
  /** Whether it notices that no answers come any more. */
  readonly timesOut: boolean;
}

export const livenessRules: LivenessRules = {
  ...pmmcRules,
  // As published a commander exits on any other ballot, and its leader ignores a lower one. A p2a that overtakes the p1a of its ballot on the
  // way to the third acceptor then ends the commander: its leader is active for ever, and its slot is never decided.
  exitsOnLowerBallot: false,
  heedsPings: true,
  timesOut: true,
};

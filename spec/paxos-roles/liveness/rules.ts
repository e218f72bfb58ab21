/** The decisions of Paxos that is to terminate, on top of those that keep it safe (../rules.ts). */
import { type PaxosRolesRules, paxosRolesRules } from '../rules.js';

export interface LivenessRules extends PaxosRolesRules {
  /** Whether an acceptor tells the sender of what it refuses (Lamport 2001, section 2.5). */
  readonly refusals: boolean;
  /** Whether a proposer begins ballots only while it leads. */
  readonly heedsOracle: boolean;
}

export const livenessRules: LivenessRules = {
  ...paxosRolesRules,
  // At first, and again after a refusal (Lamport 2001, section 2.4).
  mayPrepare: (_index, { phase }) => phase === 'idle',
  refusals: true,
  heedsOracle: true,
};

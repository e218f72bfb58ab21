/**
 * The spec's roles as this implementation plays them. Where the spec leaves something open, or the implementation does it otherwise and soundly, the rule
 * is set here, and the mapping guards it itself:
 *
 *  - a commander ignores an answer with a lower ballot, and waits on; to safety it makes no difference (spec/pmmc/liveness/rules.ts);
 *  - which ballot a leader begins next is read from the log; it must be its own, and above all that it has used;
 *  - what lost its slot is proposed again in another batch, under another id; so the commands in it are followed (replica.ts);
 *  - decisions that were applied are forgotten; that a command is executed once is held against the whole log (evidence.ts).
 */
import { acceptor } from '../../../spec/pmmc/acceptor.js';
import type { Ballot } from '../../../spec/pmmc/ballot.js';
import { commander } from '../../../spec/pmmc/commander.js';
import { leader } from '../../../spec/pmmc/leader.js';
import { replica } from '../../../spec/pmmc/replica.js';
import { type PmmcRules, pmmcRules } from '../../../spec/pmmc/rules.js';
import { scout } from '../../../spec/pmmc/scout.js';

const rules: PmmcRules = {
  ...pmmcRules,
  exitsOnLowerBallot: false,
  proposesAgain: false,
  wasApplied: () => false,
};

export const roles = {
  acceptor: acceptor(rules),
  leader: leader(rules),
  scout: scout(rules),
  commander: commander(rules),
  replica: replica(rules),
};

/** A leader that begins this ballot next. */
export const leaderBeginning = (ballot: Ballot) => leader({ ...rules, nextBallot: () => ballot });

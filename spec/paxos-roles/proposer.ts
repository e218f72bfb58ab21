/**
 * The proposer. Waiting for a quorum of promises is a quorum rule: one step, once the promises were sent,
 * with no counter in the state (Lamport 2001, section 2.2, phases 1(a) and 2(a)).
 *
 * Different quorums among the promises may report different votes. Messages may be late, so each quorum is one that
 * the proposer may have heard; every value that one of them leads to is an outcome.
 */
import { guard } from '../kit/guard.js';
import { broadcast, choosing, type NodeStep, type Role, type Self, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Message, Promised, Vote } from './messages.js';
import type { PaxosRolesRules } from './rules.js';

export interface ProposerState {
  /** Its present ballot, 0 before the first; after a refusal the ballot for which it was refused. */
  readonly ballot: number;
  readonly phase: 'idle' | 'preparing' | 'proposed';
}

export function proposer(rules: PaxosRolesRules): Role<ProposerState, Message, Constants> {
  return {
    init: () => ({ ballot: 0, phase: 'idle' }),
    stable: ['ballot'],
    actions: {
      prepare: (self, state) => preparing(rules, self, state),
      propose: (self, state, inbox) => {
        const promises = inbox.sent({ kind: 'promise', ballot: state.ballot });
        const quorums = self.constants.quorums.minimal.filter((quorum) =>
          quorum.every((a) => promises.some(({ from }) => from === a)),
        );
        return proposing(
          rules,
          self,
          state,
          quorums.map((quorum) => votesOf(promises, quorum)),
        );
      },
    },
  };
}

type ProposerStep = NodeStep<ProposerState, Message>;

/** Phase 1(a): a new ballot, the next of its own or, where the instance lets it leave some out, a later one. */
export function preparing(
  rules: PaxosRolesRules,
  { index, nodes, constants }: Self<Constants>,
  state: ProposerState,
): ProposerStep[] {
  if (!guard('it may begin a ballot', rules.mayPrepare(index, state), { state })) return [];
  const steps: ProposerStep[] = [];
  let { ballot } = state;
  for (let skipped = 0; skipped <= constants.skips; skipped++) {
    ballot = rules.nextBallot(ballot, index, nodes.proposer.length);
    steps.push(step({ ballot, phase: 'preparing' }, broadcast(nodes.acceptor, { kind: 'prepare', ballot })));
  }
  return steps;
}

/**
 * Phase 2(a), P2c: the value of the highest vote that a quorum reports, or its own.
 * @param quorums for each quorum that has promised the votes that it reports
 */
export function proposing(
  rules: PaxosRolesRules,
  { index, nodes, constants }: Self<Constants>,
  state: ProposerState,
  quorums: readonly (readonly Vote[])[],
): ProposerStep[] {
  if (!guard('it is preparing', state.phase === 'preparing', { state })) return [];
  const { ballot } = state;
  const own = constants.inputs?.[index - 1] ?? constants.values[(index - 1) % constants.values.length];
  const values = quorums.flatMap((votes) => rules.valuesToPropose(votes, own));
  guard('a quorum has promised', values.length > 0, { ballot, quorums });
  return [...new Set(values)]
    .sort()
    .map((value) =>
      choosing(
        { ballot, value },
        step({ ballot, phase: 'proposed' }, broadcast(nodes.acceptor, { kind: 'accept', ballot, value })),
      ),
    );
}

function votesOf(promises: readonly Promised[], quorum: readonly string[]): Vote[] {
  return promises.flatMap(({ from, message: { vote } }) =>
    vote !== null && quorum.includes(from) ? [vote] : [],
  );
}

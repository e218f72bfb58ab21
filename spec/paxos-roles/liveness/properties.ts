/**
 * What Paxos promises always, and what it promises where one proposer leads. A bag forgets what was received, so all is said of what
 * processes remember.
 */
import type { Fairness, Property, View } from '../../../checker/model.js';
import { eventually, invariant, possible, reachable, weaklyFair } from '../../kit/plain.js';
import type { Node } from '../../kit/system.js';
import type { Constants } from '../instance.js';
import type { LearnerState } from '../learner.js';
import type { Message } from '../messages.js';
import type { ProposerState } from '../proposer.js';
import type { AcceptorState } from '../rules.js';

interface Subject {
  readonly constants: Constants;
  /** Whether an oracle names another leader where the leader has crashed. */
  readonly replacesLeaders: boolean;
  readonly nodes: {
    readonly proposer: readonly Node<ProposerState, Message>[];
    readonly acceptor: readonly Node<AcceptorState, Message>[];
    readonly learner: readonly Node<LearnerState, Message>[];
  };
}

/**
 * Every message that stays in flight is delivered in the end, and every process takes in the end the step that it can take: that is
 * asynchrony without loss, and no more. Nothing is said of who is faster.
 */
const fairness: readonly Fairness[] = [
  ...['prepare', 'promise', 'refused', 'accept', 'accepted'].map((kind) =>
    weaklyFair(`receive ${kind}`, { each: 'step' }),
  ),
  ...['prepare', 'propose', 'learn'].map((action) => weaklyFair(action, { each: 'node' })),
];

export function livenessProperties({ constants, nodes, replacesLeaders }: Subject): Property[] {
  const learned = (view: View): string[] =>
    nodes.learner.flatMap(({ state }) => view.get(state).learned ?? []);
  /** Values of which a quorum has its last vote in one ballot. */
  const chosen = (view: View): string[] => {
    const votes = nodes.acceptor.map(({ id, state }) => ({ id, vote: view.get(state).vote }));
    return votes.flatMap(({ vote }) => {
      const voters = votes.filter((other) => vote !== null && other.vote?.ballot === vote.ballot);
      return vote !== null && constants.quorums.isQuorum(voters.map(({ id }) => id)) ? [vote.value] : [];
    });
  };
  const isDecided = (view: View): boolean => learned(view).length === nodes.learner.length;
  return [
    invariant(
      'agreement',
      'what is learned and what a quorum has voted for last is one value',
      (view) => new Set([...learned(view), ...chosen(view)]).size <= 1,
    ),
    invariant('validity', 'nothing is voted for but what some proposer wanted', (view) =>
      nodes.acceptor.every(({ state }) => {
        const { vote } = view.get(state);
        return vote === null || constants.values.includes(vote.value);
      }),
    ),
    reachable('value-is-learned', 'a value is learned', isDecided),
    reachable(
      'tries-again',
      'a proposer that was refused has begun another ballot',
      nodes.proposer.map(({ id, state }) => ({
        parameters: { proposer: id },
        holds: (view) => view.get(state).ballot > nodes.proposer.length && view.get(state).phase !== 'idle',
      })),
    ),
    possible('decision-stays-possible', 'whatever has happened, a value can still be learned', isDecided),
    eventually(
      'termination',
      'a value is learned, if every message is delivered in the end and no process rests for ever',
      isDecided,
      replacesLeaders ? [...fairness, weaklyFair('replace')] : fairness,
    ),
  ];
}

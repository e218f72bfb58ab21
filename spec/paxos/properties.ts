/**
 * What Paxos promises, by the names of the literature, and that it implements voting.
 * Source: Lamport, "Paxos Made Simple" (2001), section 2.2 (P1a, P2b, P2c); module Paxos of the TLA+ Examples.
 */
import type { Cell, Mapping, Property, Soup, View } from '../../checker/model.js';
import { bindings, invariant, mapsCell, mapsSoup, reachable, refines, transition } from '../kit/plain.js';
import type { Quorums } from '../kit/quorum.js';
import { type Vote, type VotingConstants, votingModel, votingVariables } from '../voting/model.js';
import { type AcceptorState, type PaxosVariables, votersFor } from './state.js';

export function paxosProperties(
  constants: VotingConstants,
  variables: PaxosVariables,
  quorums: Quorums,
): Property[] {
  const { acceptors, ballots, values } = constants;
  const { messages } = variables;
  const stateOf = (view: View, id: string): AcceptorState =>
    view.get(variables.acceptors.find((acceptor) => acceptor.id === id)?.state as Cell<AcceptorState>);

  const chosenIn = (view: View, ballot: number): string[] =>
    values.filter((value) => quorums.isQuorum(votersFor(view, variables, ballot, value)));

  const isSafe = (view: View, quorum: readonly string[], { ballot, value }: Vote): boolean => {
    if (!quorum.every((a) => stateOf(view, a).maxBal >= ballot)) return false;
    const votes = quorum.flatMap((acceptor) => view.sent(messages, { kind: '2b', acceptor }));
    const below = votes.filter((vote) => vote.ballot < ballot);
    const highest = Math.max(...below.map((vote) => vote.ballot));
    return below.length === 0 || below.some((vote) => vote.ballot === highest && vote.value === value);
  };

  const laterBallots = bindings({ ballot: ballots, later: ballots }).filter((p) => p.ballot <= p.later);

  return [
    invariant(
      'agreement',
      'no two different values are chosen, in one ballot or in two',
      laterBallots.map(({ ballot, later }) => ({
        parameters: { ballot, later },
        holds: (view) => {
          const first = chosenIn(view, ballot);
          return first.length === 0 || new Set([...first, ...chosenIn(view, later)]).size <= 1;
        },
      })),
    ),
    invariant(
      'P2c',
      'a proposal (n, v) has a quorum that voted for nothing below n, or whose highest vote below n is for v',
      ballots.map((ballot) => ({
        parameters: { ballot },
        holds: (view) =>
          view
            .sent(messages, { kind: '2a', ballot })
            .every((proposal) => quorums.minimal.some((quorum) => isSafe(view, quorum, proposal))),
      })),
    ),
    invariant(
      'one-value-per-ballot',
      'at most one value is proposed in a ballot',
      ballots.map((ballot) => ({
        parameters: { ballot },
        holds: (view) => view.sent(messages, { kind: '2a', ballot }).length <= 1,
      })),
    ),
    transition(
      'P1a',
      'an acceptor votes in a ballot only if it has promised no higher one',
      acceptors.map((acceptor) => ({
        parameters: { acceptor },
        holds: (before, after) => {
          const { vote } = stateOf(after, acceptor);
          const unchanged = vote === null || vote.ballot === stateOf(before, acceptor).vote?.ballot;
          return unchanged || vote.ballot >= stateOf(before, acceptor).maxBal;
        },
      })),
    ),
    transition(
      'promises-never-go-back',
      'maxBal of an acceptor never goes down',
      acceptors.map((acceptor) => ({
        parameters: { acceptor },
        holds: (before, after) => stateOf(after, acceptor).maxBal >= stateOf(before, acceptor).maxBal,
      })),
    ),
    reachable(
      'value-is-chosen',
      'some value is chosen',
      ballots.map((ballot) => ({
        parameters: { ballot },
        holds: (view) => chosenIn(view, ballot).length > 0,
      })),
    ),
    ...(ballots.length < 2
      ? []
      : [
          reachable(
            'chosen-in-two-ballots',
            'what is chosen in one ballot is chosen in a later one too',
            laterBallots
              .filter((p) => p.ballot < p.later)
              .map(({ ballot, later }) => ({
                parameters: { ballot, later },
                holds: (view) => chosenIn(view, ballot).length > 0 && chosenIn(view, later).length > 0,
              })),
          ),
        ]),
    refinesVoting(constants, variables),
  ];
}

/** Paxos implements voting: the votes are the 2b messages, maxBal is maxBal (module Paxos, the instance V). */
function refinesVoting(constants: VotingConstants, { messages, acceptors }: PaxosVariables): Property {
  const voting = votingVariables(constants.acceptors);
  const mapping = acceptors.flatMap(({ id: acceptor, state }): Mapping[] => [
    mapsCell(voting.maxBal.get(acceptor) as Cell<number>, (view) => view.get(state).maxBal),
    mapsSoup(voting.votes.get(acceptor) as Soup<Vote>, (view) =>
      view.sent(messages, { kind: '2b', acceptor }).map(({ ballot, value }) => ({ ballot, value })),
    ),
  ]);
  return refines(
    'refines-voting',
    'every step is one of voting, or none',
    votingModel(constants, undefined, voting),
    mapping,
  );
}

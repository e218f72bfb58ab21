/**
 * Voting: acceptors vote in ballots so that a value with a quorum of votes in some ballot is chosen, without
 * a word about how they learn what is safe. Every guard looks at the acceptors' state directly.
 * Source: Lamport 2011, section 3, and the module Voting of the TLA+ Examples (its actions IncreaseMaxBal, VoteFor).
 */
import { Set } from 'immutable';
import { add, type Cell, cell, type Model, type Soup, set, soup, type View } from '../../checker/model.js';
import { chosen, consensusModel } from '../consensus/model.js';
import { guard } from '../kit/guard.js';
import { names, range } from '../kit/names.js';
import {
  action,
  bindings,
  by,
  disabled,
  does,
  forEach,
  invariant,
  mapsCell,
  reachable,
  refines,
  transition,
} from '../kit/plain.js';
import { majorities, type Quorums } from '../kit/quorum.js';

export interface Vote {
  readonly ballot: number;
  readonly value: string;
}

export interface VotingConstants {
  readonly acceptors: readonly string[];
  /** In ascending order, from 0. */
  readonly ballots: readonly number[];
  readonly values: readonly string[];
}

export interface VotingVariables {
  /** By acceptor: every vote that it cast. */
  readonly votes: ReadonlyMap<string, Soup<Vote>>;
  /** By acceptor: it takes no part in ballots below this one; -1 at first. */
  readonly maxBal: ReadonlyMap<string, Cell<number>>;
}

export interface VotingRules {
  readonly quorums: (acceptors: readonly string[]) => Quorums;
  /** Whether an acceptor that promised `maxBal` may still vote in a ballot. */
  readonly mayVoteIn: (ballot: number, maxBal: number) => boolean;
  /** Whether an acceptor with these votes in a ballot may cast another one there. */
  readonly mayVoteAgain: (votesInBallot: readonly Vote[]) => boolean;
  /** Whether a vote agrees with another acceptor's vote in the same ballot. */
  readonly agrees: (value: string, other: string) => boolean;
  readonly mayIncrease: (ballot: number, maxBal: number) => boolean;
  /** Whether a value must be shown safe before it is voted for. */
  readonly mustBeSafe: boolean;
}

export const votingRules: VotingRules = {
  quorums: majorities,
  mayVoteIn: (ballot, maxBal) => ballot >= maxBal,
  mayVoteAgain: (votesInBallot) => votesInBallot.length === 0,
  agrees: (value, other) => value === other,
  mayIncrease: (ballot, maxBal) => ballot > maxBal,
  mustBeSafe: true,
};

export function votingConstants(sizes: {
  acceptors: number;
  ballots: number;
  values: number;
}): VotingConstants {
  return {
    acceptors: names('a', sizes.acceptors),
    ballots: range(0, sizes.ballots),
    values: names('v', sizes.values),
  };
}

export function votingVariables(acceptors: readonly string[]): VotingVariables {
  return {
    votes: new Map(acceptors.map((a) => [a, soup<Vote>(`votes ${a}`)])),
    maxBal: new Map(acceptors.map((a) => [a, cell<number>(`maxBal ${a}`)])),
  };
}

/** Whether the acceptor voted for this value in this ballot. */
function votedFor(view: View, { votes }: VotingVariables, acceptor: string, vote: Vote): boolean {
  return view.sent(votes.get(acceptor) as Soup<Vote>, vote).length > 0;
}

function votedIn(view: View, { votes }: VotingVariables, acceptor: string, ballot: number): boolean {
  return view.sent(votes.get(acceptor) as Soup<Vote>, { ballot }).length > 0;
}

/** A quorum voted for the value in the ballot. */
export function isChosenAt(view: View, variables: VotingVariables, quorums: Quorums, vote: Vote): boolean {
  const voters = [...variables.votes.keys()].filter((a) => votedFor(view, variables, a, vote));
  return quorums.isQuorum(voters);
}

/**
 * The quorum shows that nothing but `value` can be chosen below `ballot`: all of it is done with lower ballots, and
 * below some ballot c in which one of it voted for the value, none of it voted (module Voting, ShowsSafeAt).
 */
function showsSafeAt(
  view: View,
  variables: VotingVariables,
  quorum: readonly string[],
  ballot: number,
  value: string,
): boolean {
  if (!quorum.every((a) => view.get(variables.maxBal.get(a) as Cell<number>) >= ballot)) return false;
  for (let c = ballot - 1; c >= 0; c--) {
    if (quorum.some((a) => votedFor(view, variables, a, { ballot: c, value }))) return true;
    if (quorum.some((a) => votedIn(view, variables, a, c))) return false;
  }
  return true;
}

export function votingModel(
  constants: VotingConstants,
  rules: VotingRules = votingRules,
  variables: VotingVariables = votingVariables(constants.acceptors),
): Model {
  const { acceptors, ballots, values } = constants;
  const { votes, maxBal } = variables;
  const quorums = rules.quorums(acceptors);
  const votesOf = (a: string): Soup<Vote> => votes.get(a) as Soup<Vote>;
  const maxBalOf = (a: string): Cell<number> => maxBal.get(a) as Cell<number>;

  return {
    name: 'voting',
    sorts: [
      { name: 'acceptors', ids: acceptors },
      { name: 'values', ids: values },
    ],
    variables: [...maxBal.values(), ...votes.values()],
    initial: [acceptors.map((a) => set(maxBalOf(a), -1))],
    actions: [
      ...forEach({ acceptor: acceptors, ballot: ballots }, ({ acceptor, ballot }) =>
        by(
          acceptor,
          action('IncreaseMaxBal', { ballot }, (view) => {
            const current = view.get(maxBalOf(acceptor));
            return guard('ballot is above maxBal', rules.mayIncrease(ballot, current), { ballot, current })
              ? does(set(maxBalOf(acceptor), ballot))
              : disabled;
          }),
        ),
      ),
      ...forEach({ acceptor: acceptors, ballot: ballots, value: values }, ({ acceptor, ballot, value }) =>
        by(
          acceptor,
          action('VoteFor', { ballot, value }, (view) => {
            const current = view.get(maxBalOf(acceptor));
            if (!guard('ballot is not below maxBal', rules.mayVoteIn(ballot, current), { ballot, current })) {
              return disabled;
            }
            const own = view.sent(votesOf(acceptor), { ballot });
            if (!guard('no vote in this ballot yet', rules.mayVoteAgain(own), { own })) return disabled;
            for (const other of acceptors) {
              if (other === acceptor) continue;
              for (const vote of view.sent(votesOf(other), { ballot })) {
                if (
                  !guard('others in this ballot voted the same', rules.agrees(value, vote.value), { other })
                ) {
                  return disabled;
                }
              }
            }
            const safe =
              !rules.mustBeSafe ||
              quorums.minimal.some((quorum) => showsSafeAt(view, variables, quorum, ballot, value));
            if (!guard('a quorum shows the value safe', safe, { ballot, value })) return disabled;
            const vote = { ballot, value };
            return does(set(maxBalOf(acceptor), ballot), add(votesOf(acceptor), vote));
          }),
        ),
      ),
    ],
    properties: [
      invariant(
        'one-value-per-ballot',
        'all votes of a ballot are for one value',
        ballots.map((ballot) => ({
          parameters: { ballot },
          holds: (view) =>
            new globalThis.Set(
              acceptors.flatMap((a) => view.sent(votesOf(a), { ballot }).map((v) => v.value)),
            ).size <= 1,
        })),
      ),
      transition(
        'promises-never-go-back',
        'maxBal of an acceptor never goes down',
        acceptors.map((acceptor) => ({
          parameters: { acceptor },
          holds: (before, after) => after.get(maxBalOf(acceptor)) >= before.get(maxBalOf(acceptor)),
        })),
      ),
      reachable(
        'value-is-chosen',
        'some value has a quorum of votes in one ballot',
        bindings({ ballot: ballots, value: values }).map((vote) => ({
          parameters: vote,
          holds: (view) => isChosenAt(view, variables, quorums, vote),
        })),
      ),
      refines('refines-consensus', 'every step is one of consensus, or none', consensusModel(values), [
        mapsCell(chosen, (view) =>
          Set(
            values.filter((value) =>
              ballots.some((ballot) => isChosenAt(view, variables, quorums, { ballot, value })),
            ),
          ),
        ),
      ]),
    ],
  };
}

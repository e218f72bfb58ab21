/**
 * Why Multi-Paxos is safe: the requirements of "Paxos Made Simple" (Lamport 2001, section 2.2), slot by slot, and what acceptors
 * must keep and tell.
 */
import type { Property, View } from '../../checker/model.js';
import { range } from '../kit/names.js';
import { bindings, invariant, transition } from '../kit/plain.js';
import type { Node } from '../kit/system.js';
import type { Message } from './messages.js';
import { type CastVote, leaderOf, proposedIn, reportsFor, type Subject, votesIn } from './observed.js';
import { type AcceptorState, isAsked } from './rules.js';

type Acceptor = Node<AcceptorState, Message>;

export function history(subject: Subject): Property[] {
  const { nodes, constants, slots, ballots } = subject;
  const acceptorOf = new Map(nodes.acceptor.map((a) => [a.id, a]));
  const everywhere = bindings({ acceptor: [...acceptorOf.keys()], ballot: ballots, slot: slots }).map(
    (parameters) => ({ parameters, acceptor: acceptorOf.get(parameters.acceptor) as Acceptor }),
  );
  return [
    invariant(
      'P1a',
      'an acceptor accepts a proposal, of whatever slot, exactly if it has promised nothing above it',
      everywhere.map(({ parameters, acceptor }) => ({
        parameters,
        holds: (view) => {
          const { ballot, slot } = parameters;
          const proposals = view.sent(acceptor.inbox, { message: { kind: 'accept', ballot, slot } });
          return proposals.every(
            ({ from, message }) =>
              accepts(view, acceptor, from, message) === !hasPromisedAbove(view, subject, acceptor, ballot),
          );
        },
      })),
    ),
    invariant(
      'P2c',
      'for a proposal in a slot some quorum has accepted nothing below it there, or it is its highest below',
      bindings({ ballot: ballots, slot: slots }).map(({ ballot, slot }) => ({
        parameters: { ballot, slot },
        holds: (view) => {
          const proposed = proposedIn(view, subject, slot, ballot);
          const below = range(1, ballot).flatMap((b) => votesIn(view, subject, slot, b));
          return proposed.every((command) =>
            constants.quorums.minimal.some((quorum) => {
              const highest = highestOf(below.filter(({ acceptor }) => quorum.includes(acceptor)));
              return highest === undefined || highest.command === command;
            }),
          );
        },
      })),
    ),
    invariant(
      'asks-for-what-it-does-not-know',
      'a prepare asks for every slot that its leader does not know, and for no other',
      bindings({ ballot: ballots, slot: slots }).map(({ ballot, slot }) => ({
        parameters: { ballot, slot },
        holds: (view) => {
          const state = view.get(leaderOf(subject, ballot).state);
          return (
            state.ballot !== ballot ||
            asksFor(view, nodes.acceptor[0], ballot, slot) === !state.known.has(slot)
          );
        },
      })),
    ),
    invariant(
      'reports-every-vote',
      'a promise tells the last vote of every slot that was asked for and has one, and nothing else',
      everywhere.map(({ parameters, acceptor }) => ({
        parameters,
        holds: (view) => {
          const { ballot, slot } = parameters;
          const reports = reportsFor(view, subject, ballot, acceptor.id);
          if (reports.length === 0) return true;
          const below = range(1, ballot).flatMap((b) => votesIn(view, subject, slot, b));
          const last = highestOf(below.filter((vote) => vote.acceptor === acceptor.id));
          const asked = asksFor(view, acceptor, ballot, slot);
          const expected = asked ? last : undefined;
          return reports.every((votes) => {
            const told = votes.get(slot);
            return told?.ballot === expected?.ballot && told?.command === expected?.command;
          });
        },
      })),
    ),
    transition(
      'promises-never-go-back',
      'the highest ballot that an acceptor has answered never goes down',
      nodes.acceptor.map(({ id, state }) => ({
        parameters: { acceptor: id },
        holds: (before, after) => after.get(state).promised >= before.get(state).promised,
      })),
    ),
    transition(
      'votes-are-not-forgotten',
      'an acceptor remembers its highest vote in every slot',
      nodes.acceptor.map(({ id, state }) => ({
        parameters: { acceptor: id },
        holds: (before, after) => {
          const now = after.get(state).votes;
          return before.get(state).votes.every(({ ballot }, slot) => (now.get(slot)?.ballot ?? 0) >= ballot);
        },
      })),
    ),
  ];
}

/** Whether a prepare of a ballot that was sent to an acceptor asks for a slot. */
function asksFor(view: View, { inbox }: Acceptor, ballot: number, slot: number): boolean {
  return view
    .sent(inbox, { message: { kind: 'prepare', ballot } })
    .some(({ message }) => isAsked(slot, message as Message & { kind: 'prepare' }));
}

function highestOf(votes: readonly CastVote[]): CastVote | undefined {
  return votes.reduce<CastVote | undefined>(
    (highest, vote) => (highest === undefined || vote.ballot > highest.ballot ? vote : highest),
    undefined,
  );
}

/** Whether the acceptor would answer this proposal by accepting it. */
function accepts(view: View, acceptor: Acceptor, from: string, message: Message): boolean {
  const reaction = acceptor.reaction(view, { from, message });
  return reaction.kind === 'step' && reaction.sends.some((sent) => sent.message.kind === 'accepted');
}

/** Whether an acceptor has promised something above a ballot: it answered a prepare, or accepted, which promises as much. */
function hasPromisedAbove(view: View, subject: Subject, { id }: Acceptor, ballot: number): boolean {
  const above = subject.ballots.filter((b) => b > ballot);
  return above.some(
    (b) =>
      reportsFor(view, subject, b, id).length > 0 ||
      subject.slots.some((slot) => votesIn(view, subject, slot, b).some(({ acceptor }) => acceptor === id)),
  );
}

/**
 * What Paxos promises, by the names of the literature (Lamport 2001, sections 2.2 and 2.3). Everything is said of
 * messages that were sent, which a soup network remembers, and of the acceptors' answers.
 */
import type { Property, View } from '../../checker/model.js';
import { range } from '../kit/names.js';
import { bindings, invariant, neverStuck, reachable, transition } from '../kit/plain.js';
import type { Node } from '../kit/system.js';
import type { Constants, PaxosRolesSizes } from './instance.js';
import type { LearnerState } from './learner.js';
import type { Message, Vote } from './messages.js';
import type { ProposerState } from './proposer.js';
import { type AcceptorState, highestValues } from './rules.js';

type Acceptor = Node<AcceptorState, Message>;
type Proposer = Node<ProposerState, Message>;

interface Subject {
  readonly sizes: PaxosRolesSizes;
  readonly constants: Constants;
  /** The highest ballot. */
  readonly ballots: number;
  readonly nodes: {
    readonly proposer: readonly Proposer[];
    readonly acceptor: readonly Acceptor[];
    readonly learner: readonly Node<LearnerState, Message>[];
  };
}

export function paxosRolesProperties(subject: Subject): Property[] {
  return [...safety(subject), ...history(subject), ...liveliness(subject)];
}

/** Every vote of an acceptor; all go to the first learner, whoever else hears of them. */
function votesOf(view: View, { nodes }: Subject, acceptor: Acceptor): Vote[] {
  const told = view.sent(nodes.learner[0].inbox, { from: acceptor.id, message: { kind: 'accepted' } });
  return told.map(({ message }) => message as Vote);
}

/** Values that a quorum has accepted in a ballot. */
function chosenIn(view: View, { nodes, constants }: Subject, ballot: number): string[] {
  return constants.values.filter((value) => {
    const votes = view.sent(nodes.learner[0].inbox, { message: { kind: 'accepted', ballot, value } });
    return constants.quorums.isQuorum(votes.map(({ from }) => from));
  });
}

/** Proposals that were issued in a ballot; each goes to all acceptors. */
function proposedIn(view: View, { nodes }: Subject, ballot: number): Vote[] {
  const sent = view.sent(nodes.acceptor[0].inbox, { message: { kind: 'accept', ballot } });
  return sent.map(({ message }) => message as Vote);
}

/** Whether an acceptor has promised something above a ballot: it answered a prepare, or accepted, which promises as much. */
function hasPromisedAbove(view: View, subject: Subject, acceptor: Acceptor, ballot: number): boolean {
  const { nodes } = subject;
  return (
    votesOf(view, subject, acceptor).some((vote) => vote.ballot > ballot) ||
    nodes.proposer.some(({ inbox }) =>
      range(ballot + 1, subject.ballots + 1).some(
        (above) =>
          view.sent(inbox, { from: acceptor.id, message: { kind: 'promise', ballot: above } }).length > 0,
      ),
    )
  );
}

/** Whether the acceptor would answer this proposal by accepting it. */
function accepts(
  view: View,
  acceptor: Acceptor,
  from: string,
  message: Message & { kind: 'accept' },
): boolean {
  const reaction = acceptor.reaction(view, { from, message });
  return reaction.kind === 'step' && reaction.sends.some((sent) => sent.message.kind === 'accepted');
}

function safety(subject: Subject): Property[] {
  const { nodes, constants, ballots, sizes } = subject;
  const all = range(1, ballots + 1);
  const proposable = new Set(nodes.proposer.map((_, i) => constants.values[i % sizes.values]));
  return [
    invariant('agreement', 'no two different values are chosen, and no two learners learn different ones', [
      ...bindings({ ballot: all, later: all })
        .filter(({ ballot, later }) => ballot <= later)
        .map(({ ballot, later }) => ({
          parameters: { ballot, later },
          holds: (view: View) => {
            const first = chosenIn(view, subject, ballot);
            return first.length === 0 || new Set([...first, ...chosenIn(view, subject, later)]).size <= 1;
          },
        })),
      {
        parameters: { learners: 'all' },
        holds: (view) => {
          const learned = nodes.learner.map((learner) => view.get(learner.state).learned);
          return new Set(learned.filter((value) => value !== null)).size <= 1;
        },
      },
    ]),
    invariant(
      'learned-is-chosen',
      'a learner learns nothing but a value that is chosen',
      nodes.learner.map((learner) => ({
        parameters: { learner: learner.id },
        holds: (view) => {
          const { learned } = view.get(learner.state);
          return learned === null || all.some((ballot) => chosenIn(view, subject, ballot).includes(learned));
        },
      })),
    ),
    invariant(
      'validity',
      'nothing is proposed but what some proposer wanted in the first place',
      all.map((ballot) => ({
        parameters: { ballot },
        holds: (view) => proposedIn(view, subject, ballot).every(({ value }) => proposable.has(value)),
      })),
    ),
    invariant(
      'one-value-per-ballot',
      'at most one value is proposed in a ballot',
      all.map((ballot) => ({
        parameters: { ballot },
        holds: (view) => new Set(proposedIn(view, subject, ballot).map(({ value }) => value)).size <= 1,
      })),
    ),
  ];
}

function history(subject: Subject): Property[] {
  const { nodes, constants, ballots } = subject;
  const all = range(1, ballots + 1);
  const acceptorOf = new Map(nodes.acceptor.map((a) => [a.id, a]));
  const ofEachAcceptor = <T>(holds: (acceptor: Acceptor) => T) =>
    nodes.acceptor.map((acceptor) => ({ parameters: { acceptor: acceptor.id }, holds: holds(acceptor) }));
  return [
    invariant(
      'P1',
      'an acceptor accepts the first proposal that it receives, if it has answered nothing else',
      ofEachAcceptor((acceptor) => (view: View) => {
        const { promised, vote } = view.get(acceptor.state);
        return (
          promised > 0 ||
          vote !== null ||
          view
            .sent(acceptor.inbox, { message: { kind: 'accept' } })
            .every(({ from, message }) => accepts(view, acceptor, from, message as never))
        );
      }),
    ),
    invariant(
      'P1a',
      'an acceptor accepts a proposal exactly if it has promised nothing above it',
      bindings({ acceptor: [...acceptorOf.keys()], ballot: all }).map((parameters) => {
        const acceptor = acceptorOf.get(parameters.acceptor) as Acceptor;
        return {
          parameters,
          holds: (view: View) =>
            view
              .sent(acceptor.inbox, { message: { kind: 'accept', ballot: parameters.ballot } })
              .every(
                ({ from, message }) =>
                  accepts(view, acceptor, from, message as never) ===
                  !hasPromisedAbove(view, subject, acceptor, parameters.ballot),
              ),
        };
      }),
    ),
    invariant(
      'P2c',
      'for a proposal (n, v) some quorum has accepted nothing below n, or v is its highest below n',
      all.map((ballot) => ({
        parameters: { ballot },
        holds: (view) =>
          proposedIn(view, subject, ballot).every(({ value }) =>
            constants.quorums.minimal.some((quorum) => {
              const votes = quorum.flatMap((id) => votesOf(view, subject, acceptorOf.get(id) as Acceptor));
              const below = votes.filter((vote) => vote.ballot < ballot);
              return below.length === 0 || highestValues(below).includes(value);
            }),
          ),
      })),
    ),
    transition(
      'promises-never-go-back',
      'the highest ballot that an acceptor has answered never goes down',
      ofEachAcceptor((acceptor) => (before: View, after: View) => {
        return after.get(acceptor.state).promised >= before.get(acceptor.state).promised;
      }),
    ),
    transition(
      'votes-are-not-forgotten',
      'an acceptor remembers its highest vote',
      ofEachAcceptor((acceptor) => (before: View, after: View) => {
        const { vote } = before.get(acceptor.state);
        return vote === null || (after.get(acceptor.state).vote?.ballot ?? 0) >= vote.ballot;
      }),
    ),
  ];
}

/** That the instance shows what Paxos is for: green is not vacuous. */
function liveliness(subject: Subject): Property[] {
  const { nodes, constants, ballots, sizes } = subject;
  const all = range(1, ballots + 1);
  const pairs = bindings({ ballot: all, later: all }).filter(({ ballot, later }) => ballot < later);
  const someChosen = (view: View): boolean =>
    all.some((ballot) => chosenIn(view, subject, ballot).length > 0);
  const properties: Property[] = [
    reachable('value-is-chosen', 'some value is chosen', someChosen),
    reachable('value-is-learned', 'every learner has learned a value', (view) =>
      nodes.learner.every((learner) => view.get(learner.state).learned !== null),
    ),
    neverStuck(
      'ends-with-a-choice',
      'where nothing more can happen a value is chosen, unless a proposer crashed',
      (view) => someChosen(view) || nodes.proposer.some((proposer) => !proposer.isUp(view)),
    ),
  ];
  if (nodes.proposer.length < 2) return properties;
  properties.push(
    reachable(
      'two-proposers-active',
      'two proposers have begun, and nothing is chosen yet',
      (view) =>
        nodes.proposer.filter((p) => view.get(p.state).phase !== 'idle').length >= 2 && !someChosen(view),
    ),
  );
  // Where all want one value, nobody can be seen to adopt another.
  if (sizes.values > 1) {
    properties.push(
      reachable(
        'later-ballot-adopts-vote',
        'a proposer proposes the value of an earlier vote instead of its own',
        nodes.proposer.map((proposer, i) => ({
          parameters: { proposer: proposer.id },
          holds: (view) => {
            const { ballot, phase } = view.get(proposer.state);
            const own = constants.values[i % sizes.values];
            return (
              phase === 'proposed' && proposedIn(view, subject, ballot).some(({ value }) => value !== own)
            );
          },
        })),
      ),
    );
  }
  // The vote of a lone acceptor is a quorum at once: there is no job half done.
  if (sizes.proposerCrashes === 0 || sizes.acceptors === 1) return properties;
  return [
    ...properties,
    reachable(
      'another-finishes-the-job',
      'a proposer crashed before its proposal was chosen, and a later ballot chose its value',
      pairs.map(({ ballot, later }) => ({
        parameters: { ballot, later },
        holds: (view) => {
          const chosen = chosenIn(view, subject, later);
          const crashed = nodes.proposer.some((p) => !p.isUp(view) && view.get(p.state).ballot === ballot);
          return (
            crashed &&
            chosenIn(view, subject, ballot).length === 0 &&
            proposedIn(view, subject, ballot).some(({ value }) => chosen.includes(value))
          );
        },
      })),
    ),
  ];
}

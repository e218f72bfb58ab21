/** What replicas promise, by the names of van Renesse and Altinbuken 2015: R1 to R5; and what a decision stands on. */
import type { Property, View } from '../../checker/model.js';
import { invariant, transition } from '../kit/plain.js';
import { isReconfig } from './configuration.js';
import { applied, emptyStore, type Store } from './state-machine.js';
import { decidedAt, isBacked, type Nodes, type Subject } from './subject.js';

type Replica = Nodes['replica'][number];

export function propertiesOfReplicas(subject: Subject): Property[] {
  const { nodes, slots, ballots, commands, constants, sizes } = subject;
  const ofEach = <T>(holds: (replica: Replica) => T) =>
    nodes.replica.map((replica) => ({ parameters: { replica: replica.id }, holds: holds(replica) }));
  return [
    invariant(
      'R1',
      'no two different commands are decided for one slot',
      slots.map((slot) => ({
        parameters: { slot },
        holds: (view) => decidedAt(view, subject, slot).length <= 1,
      })),
    ),
    invariant(
      'R2',
      'a replica knows what is decided in every slot that it has passed',
      ofEach(({ state }) => (view: View) => {
        const { slotOut, decisions } = view.get(state);
        return slots.every((slot) => slot >= slotOut || decisions.has(slot));
      }),
    ),
    invariant(
      'R3',
      'the state of a replica is that of the commands decided in the slots that it has passed, in the order of slots, each command once',
      ofEach(({ state }) => (view: View) => {
        const { slotOut, decisions, store } = view.get(state);
        const passed = slots.filter((slot) => slot < slotOut && decisions.has(slot));
        return store.equals(inOrder(passed.map((slot) => decisions.get(slot) as string)));
      }),
    ),
    transition(
      'R4',
      'the slot that a replica applies next never goes down',
      ofEach(
        ({ state }) =>
          (before: View, after: View) =>
            after.get(state).slotOut >= before.get(state).slotOut,
      ),
    ),
    invariant(
      'R5',
      'a replica proposes for no slot beyond its window',
      ofEach(({ state }) => (view: View) => {
        const { slotIn, slotOut, proposals } = view.get(state);
        const end = slotOut + constants.window;
        return slotIn <= end && proposals.every((_command, slot) => slot < end);
      }),
    ),
    invariant(
      'decision-has-a-majority',
      sizes.keeping === 'all'
        ? 'what is decided was accepted by a majority, in one ballot'
        : 'what is decided was accepted by a majority, in some ballot or one that replaced it',
      slots.map((slot) => ({
        parameters: { slot },
        holds: (view) =>
          decidedAt(view, subject, slot).every((command) =>
            ballots.some((ballot) => isBacked(view, subject, { ballot, slot, command })),
          ),
      })),
    ),
    invariant(
      'decided-was-requested',
      'what is decided was requested by its client',
      slots.map((slot) => ({
        parameters: { slot },
        holds: (view) =>
          decidedAt(view, subject, slot).every((command) =>
            nodes.client.some(({ id, state }) => id === command && !view.get(state).told.isEmpty()),
          ),
      })),
    ),
    invariant(
      'answers-agree',
      'all replicas answer a command alike',
      nodes.client.map(({ id, inbox }) => ({
        parameters: { client: id },
        holds: (view) => {
          const answers = view.sent(inbox, { message: { kind: 'response', command: id } });
          return new Set(answers.map(({ message }) => (message as { result: unknown }).result)).size <= 1;
        },
      })),
    ),
    ...(sizes.collecting
      ? [
          invariant(
            'collected-is-applied',
            'what an acceptor has collected, f+1 replicas have applied',
            nodes.acceptor.map(({ id, state }) => ({
              parameters: { acceptor: id },
              holds: (view: View) => {
                const { collected } = view.get(state);
                const applied = nodes.replica.filter(
                  (replica) => view.get(replica.state).slotOut > collected,
                );
                return (
                  collected === 0 || applied.length >= constants.configurations[0].quorums.minimal[0].length
                );
              },
            })),
          ),
        ]
      : []),
    invariant(
      'nothing-requested-is-dropped',
      'a command that a replica was told of waits, is proposed, or is decided, as far as it knows',
      ofEach(({ id, state }) => (view: View) => {
        const { requests, proposals, decisions } = view.get(state);
        return commands.every(
          (command) =>
            !nodes.client.some((client) => client.id === command && view.get(client.state).told.has(id)) ||
            requests.has(command) ||
            proposals.includes(command) ||
            decisions.includes(command),
        );
      }),
    ),
  ];
}

function inOrder(commands: readonly string[]): Store {
  const operations = commands.filter((command) => !isReconfig(command));
  return [...new Set(operations)].reduce((store, command) => applied(store, command).next, emptyStore);
}

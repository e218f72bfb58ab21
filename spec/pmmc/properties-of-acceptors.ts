/**
 * What acceptors promise, by the names of van Renesse and Altinbuken 2015: A1 to A5. The paper proves everything else from
 * these. Ballots are compared as published, whatever order a mutant uses.
 */
import type { Property, View } from '../../checker/model.js';
import { bindings, invariant, transition } from '../kit/plain.js';
import { isAbove } from './ballot.js';
import { commandsAt, listOf } from './pvalues.js';
import { ascending, chosenAt, type Subject } from './subject.js';

export function propertiesOfAcceptors(subject: Subject): Property[] {
  const { nodes, ballots, slots } = subject;
  const ofEach = <T>(holds: (acceptor: Subject['nodes']['acceptor'][number]) => T) =>
    nodes.acceptor.map((acceptor) => ({ parameters: { acceptor: acceptor.id }, holds: holds(acceptor) }));
  return [
    transition(
      'A1',
      'the ballot of an acceptor only grows',
      ofEach(({ state }) => (before: View, after: View) => {
        const [old, now] = [before.get(state).ballot, after.get(state).ballot];
        return old === now || (now !== null && isAbove(now, old));
      }),
    ),
    transition(
      'A2',
      'an acceptor accepts nothing but pvalues of its ballot',
      ofEach(({ state }) => (before: View, after: View) => {
        const { accepted, ballot } = before.get(state);
        return listOf(after.get(state).accepted).every(
          (pvalue) =>
            commandsAt(accepted, pvalue.slot, pvalue.ballot).has(pvalue.command) || pvalue.ballot === ballot,
        );
      }),
    ),
    transition(
      'A3',
      subject.sizes.keeping === 'all' && !subject.sizes.collecting
        ? 'an acceptor forgets no pvalue that it has accepted'
        : 'an acceptor forgets no pvalue that it has accepted, but for one of a higher ballot in its slot, or where the slot is collected',
      ofEach(({ state }) => (before: View, after: View) => {
        const { accepted, collected } = after.get(state);
        return listOf(before.get(state).accepted).every(
          ({ ballot, slot, command }) =>
            slot <= collected ||
            commandsAt(accepted, slot, ballot).has(command) ||
            (subject.sizes.keeping !== 'all' &&
              listOf(accepted).some((pvalue) => pvalue.slot === slot && isAbove(pvalue.ballot, ballot))),
        );
      }),
    ),
    invariant(
      'A4',
      'all pvalues of a ballot and a slot that any acceptors have accepted are for one command',
      bindings({ ballot: ballots, slot: slots }).map(({ ballot, slot }) => ({
        parameters: { ballot, slot },
        holds: (view) =>
          new Set(
            nodes.acceptor.flatMap(({ state }) => [...commandsAt(view.get(state).accepted, slot, ballot)]),
          ).size <= 1,
      })),
    ),
    invariant(
      'A5',
      'where a majority has accepted a command for a slot, what is accepted there in a later ballot is the same',
      ascending(ballots).flatMap(({ ballot, later }) =>
        slots.map((slot) => ({
          parameters: { ballot, later, slot },
          holds: (view: View) =>
            chosenAt(view, subject, slot, ballot).every((chosen) =>
              nodes.acceptor.every(({ state }) =>
                commandsAt(view.get(state).accepted, slot, later).every((command) => command === chosen),
              ),
            ),
        })),
      ),
    ),
  ];
}

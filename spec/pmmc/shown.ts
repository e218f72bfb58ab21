/** That an instance shows what the protocol is for: green is not vacuous. Where an instance is too small for one of these, it is left out. */

import { Set as SetOf } from 'immutable';
import type { Property, View } from '../../checker/model.js';
import { chosen, consensusModel } from '../consensus/model.js';
import { mapsCell, reachable, refines } from '../kit/plain.js';
import { chosenAt, decidedAt, type Subject } from './subject.js';

export function shown(subject: Subject): Property[] {
  const { sizes, nodes, slots, commands } = subject;
  const hasTwo = sizes.leaders > 1;
  const decided: Property[] = [
    reachable('slot-is-decided', 'some slot is decided', (view) =>
      slots.some((slot) => decidedAt(view, subject, slot).length > 0),
    ),
    reachable('all-applied', 'every replica has applied every slot', (view) =>
      nodes.replica.every(({ state }) => view.get(state).slotOut > Math.min(slots.length, commands.length)),
    ),
  ];
  if (hasTwo) {
    decided.push(
      reachable(
        'decided-in-two-ballots',
        'commanders of two ballots decide the same slot',
        slots.map((slot) => ({
          parameters: { slot },
          holds: (view: View) =>
            view.sent(nodes.replica[0].inbox, { message: { kind: 'decision', slot } }).length > 1,
        })),
      ),
      reachable(
        'two-leaders-active',
        'two leaders believe that they are elected',
        (view) => nodes.leader.filter(({ state }) => view.get(state).active).length > 1,
      ),
    );
    if (sizes.ballots > 1) {
      decided.push(
        reachable(
          'elected-again',
          'a leader that was preempted is elected again',
          nodes.leader.map(({ id, state }) => ({
            parameters: { leader: id },
            holds: (view: View) => view.get(state).active && !view.get(state).ballot?.startsWith('0.'),
          })),
        ),
      );
    }
  }
  if (slots.length > 1 && sizes.window > 1 && commands.length > 1) {
    decided.push(
      reachable('hole-below-a-decision', 'a slot is decided while one below it is not', (view) =>
        slots.slice(1).some((slot) => {
          const below = slots.filter((other) => other < slot);
          return (
            decidedAt(view, subject, slot).length > 0 &&
            below.some((other) => decidedAt(view, subject, other).length === 0)
          );
        }),
      ),
    );
  }
  if (slots.length > 1 && sizes.replicas > 1) {
    decided.push(
      reachable('decided-twice', 'one command is decided in two slots', (view) =>
        commands.some(
          (command) => slots.filter((slot) => decidedAt(view, subject, slot).includes(command)).length > 1,
        ),
      ),
    );
  }
  // f+1 replicas there must be.
  if (sizes.collecting && sizes.replicas > sizes.acceptors / 2) {
    decided.push(
      reachable(
        'elected-after-collection',
        'a leader is elected by acceptors of which one has collected a slot',
        (view) => nodes.leader.some(({ state }) => view.get(state).active && view.get(state).collected > 0),
      ),
    );
  }
  return decided;
}

/**
 * Each slot alone is consensus: what a majority has accepted in one ballot is chosen. Where acceptors keep the last of a slot, or collect slots, that cannot
 * be read off them, and what is decided is chosen.
 */
export function refinesConsensus(subject: Subject): Property[] {
  const { slots, ballots, commands, sizes } = subject;
  const chosenFor = (view: View, slot: number): readonly string[] =>
    sizes.keeping === 'all' && !sizes.collecting
      ? ballots.flatMap((ballot) => chosenAt(view, subject, slot, ballot))
      : decidedAt(view, subject, slot);
  return slots.map((slot) =>
    refines(
      `slot-${slot}-refines-consensus`,
      `every step is one of consensus on slot ${slot}, or none`,
      consensusModel(commands),
      [mapsCell(chosen, (view) => SetOf(chosenFor(view, slot)))],
    ),
  );
}

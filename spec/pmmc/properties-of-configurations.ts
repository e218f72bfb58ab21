/**
 * What reconfiguration promises (van Renesse and Altinbuken 2015, R5: a replica proposes only for slots of which it knows the configuration): who
 * decides a slot is settled by what is decided up to WINDOW slots below, and nobody else has a say. Asked where there are commands that reconfigure.
 */
import { Map } from 'immutable';
import type { Property, View } from '../../checker/model.js';
import { invariant, reachable } from '../kit/plain.js';
import type { Ballot } from './ballot.js';
import { configurationOf, configurationUpTo } from './configuration.js';
import { commanderOf } from './constants.js';
import { decidedAt, isBacked, type Subject } from './subject.js';

export function propertiesOfConfigurations(subject: Subject): Property[] {
  const { constants, slots, ballots, commands, nodes } = subject;
  const { configurations, window } = constants;
  if (configurations.length === 1) return [];
  /** The ballots in which commanders decided a slot. */
  const deciding = (view: View, slot: number): Ballot[] => {
    const told = view.sent(nodes.replica[0].inbox, { message: { kind: 'decision', slot } });
    return ballots.filter((ballot) => told.some(({ from }) => from === commanderOf(ballot, slot)));
  };
  const configurationAt = (view: View, slot: number): number => {
    const below = slots.filter((other) => other <= slot - window);
    const decided = below.flatMap((other) =>
      decidedAt(view, subject, other).map((command): [number, string] => [other, command]),
    );
    return configurationUpTo(Map(decided), slot - window);
  };
  const ofEachSlot = (holds: (view: View, slot: number) => boolean) =>
    slots.map((slot) => ({ parameters: { slot }, holds: (view: View) => holds(view, slot) }));
  const properties: Property[] = [
    invariant(
      'decided-by-its-configuration',
      'a slot is decided by leaders of the configuration that was decided up to WINDOW slots below',
      ofEachSlot((view, slot) =>
        deciding(view, slot).every(
          (ballot) => configurationOf(ballot, configurations) === configurationAt(view, slot),
        ),
      ),
    ),
    invariant(
      'quorum-of-its-configuration',
      'what is decided was accepted in one ballot by a majority of the acceptors of the configuration of its slot',
      ofEachSlot((view, slot) => {
        const { quorums } = configurations[configurationAt(view, slot) - 1];
        return decidedAt(view, subject, slot).every((command) =>
          ballots.some((ballot) => isBacked(view, subject, { ballot, slot, command }, quorums)),
        );
      }),
    ),
  ];
  // The command takes a slot, and those up to the window are decided by the first configuration: with less commands that may be out of reach.
  if (commands.length > window) {
    properties.push(
      reachable(
        'new-configuration-decides',
        'a slot is decided by a configuration that a command has made',
        (view) =>
          slots.some((slot) =>
            deciding(view, slot).some((ballot) => configurationOf(ballot, configurations) > 1),
          ),
      ),
    );
  }
  return properties;
}

/**
 * Multi-Paxos never gets stuck while a majority and some leader are up: from every state that can be reached, every slot can still be decided and
 * executed. Judged on the graph of all states, so apart from the spec of safety, which explores orbits.
 *
 * An instance bounds ballots. So somebody has the last one, and nobody can finish for it where it crashed: such states are left out. The
 * protocol itself has always one ballot more.
 */
import type { Property, View } from '../../checker/model.js';
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { range } from '../kit/names.js';
import { possible } from '../kit/plain.js';
import { multiPaxosInstance, multiPaxosModel, type Nodes } from './instance.js';
import { type MultiPaxosMutant, multiPaxosMutants } from './mutants.js';
import { chosenInSlot, leaderOf, type Subject } from './observed.js';
import { multiPaxosRules } from './rules.js';
import { parametersOfSizes } from './spec.js';

const { acceptors, leaders, learners, slots, commands, attempts, window, holes, leaderCrashes } =
  parametersOfSizes;

function progress(subject: Subject): Property[] {
  const { nodes, constants, slots, ballots } = subject;
  const last = leaderOf(subject, ballots[ballots.length - 1]);
  const reach = Math.min(slots.length, constants.commands.length);
  return [
    possible(
      'decision-stays-possible',
      'as many slots as there are commands can each still be decided, if the leader of the last ballot is up',
      slots.slice(0, reach).map((slot) => ({
        parameters: { slot },
        holds: (view: View) => !last.isUp(view) || chosenInSlot(view, subject, slot).length > 0,
      })),
    ),
    possible(
      'execution-stays-possible',
      'every learner can still execute as many slots as there are commands, if the leader of the last ballot is up',
      nodes.learner.map(({ id, state }) => ({
        parameters: { learner: id },
        holds: (view: View) => !last.isUp(view) || view.get(state).through >= reach,
      })),
    ),
  ];
}

const again = (
  name: keyof typeof multiPaxosMutants,
  breaks: string,
  length: number,
  parameters?: MultiPaxosMutant['parameters'],
): MultiPaxosMutant => {
  const { says, rules } = multiPaxosMutants[name];
  return { says, rules, breaks, length, parameters };
};

export const multiPaxosProgress = defineSpec({
  name: 'multi-paxos-progress',
  title: 'whatever has happened, every slot of the log of multi-paxos can still be decided and executed',
  source: 'Lamport 2001, sections 2.4 and 3',
  parameters: {
    acceptors,
    leaders,
    learners,
    slots,
    commands,
    attempts,
    window,
    holes,
    leaderCrashes,
    acceptorCrashes: integer({ default: 0, min: 0, max: 9, help: 'acceptors that may stop for good' }),
  },
  rules: multiPaxosRules,
  model: ({ acceptorCrashes, ...sizes }, rules) => {
    const instance = multiPaxosInstance({ ...sizes, restarts: 0, recovery: 'stable' }, rules);
    const { constants, bounds } = instance;
    const properties = (nodes: Nodes): Property[] =>
      progress({
        nodes,
        constants,
        slots: range(1, bounds.slots + 1),
        ballots: range(1, bounds.ballots + 1),
      });
    return multiPaxosModel(
      {
        ...instance,
        name: 'multi-paxos-progress',
        acceptorCrashes: { budget: acceptorCrashes, recovery: 'none' },
        properties,
      },
      rules,
    );
  },
  mutants: {
    'abandons-the-old-leader': again('abandons-the-old-leader', 'decision-stays-possible', 8, {
      leaderCrashes: 1,
    }),
    'votes-in-one-ballot': again('votes-in-one-ballot', 'decision-stays-possible', 10),
    'holes-left-unfilled': again('holes-left-unfilled', 'execution-stays-possible', 11),
  },
});

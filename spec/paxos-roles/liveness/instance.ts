/**
 * Paxos that may go on for ever: proposers that are refused begin higher ballots, the network is a bag that delivers everything in the
 * end, and old ballot numbers are used again (spec/kit/renumbering.ts), so that the endless executions are in a finite graph.
 *
 * Who may begin a ballot is what "Paxos and FLP" turns on. `dueling`: every proposer. `distinguished`: the one that an
 * oracle names, which changes its mind a few times and then no more: "eventually one leader" (Omega: Chandra, Hadzilacos, Toueg
 * 1996). A leader that was deposed goes on with the ballot that it has begun.
 *
 * A proposer begins its next ballot when no message that belongs to its last one is in flight any more, as one with a patient timeout would.
 * That bounds how many messages there are. It takes executions away, none of which the duel needs.
 */
import { type Action, cell, type Model, set, type View } from '../../../checker/model.js';
import { aliveOf, type Dead } from '../../kit/dead.js';
import { droppingIgnored } from '../../kit/dropping.js';
import { guard } from '../../kit/guard.js';
import { names } from '../../kit/names.js';
import { type Network, network } from '../../kit/network.js';
import { disabled } from '../../kit/plain.js';
import { beginningWhen } from '../../kit/renumbering.js';
import { replacing } from '../../kit/replacing.js';
import { type AnyNode, system } from '../../kit/system.js';
import { acceptor } from '../acceptor.js';
import { countingLearner } from '../counting-learner.js';
import { countingProposer } from '../counting-proposer.js';
import { type Constants, learnedValues } from '../instance.js';
import type { Message } from '../messages.js';
import { withBallots } from './ballots.js';
import { livenessProperties } from './properties.js';
import type { LivenessRules } from './rules.js';

export interface LivenessSizes {
  readonly proposers: number;
  readonly acceptors: number;
  /** Acceptors that never take a step: f of 2f+1 or 2f+2, or none. */
  readonly dead: Dead;
  readonly leadership: 'dueling' | 'distinguished';
  readonly elections: number;
  readonly acceptorCrashes: number;
  readonly proposerCrashes: number;
}

/**
 * @param net a bag. By default it drops what is ignored (spec/kit/dropping.ts), for what is ignored once is ignored ever after: an acceptor answers
 *   everything, or ignores what is not above its promise, which only rises; a proposer ignores what is not of its present ballot and phase, to which it never
 *   comes back; a learner ignores votes that are not above the last of their acceptor, and all of them once it has learned. Renumbering keeps the
 *   order of ballots, in states and messages alike.
 */
export function livenessModel(
  sizes: LivenessSizes,
  rules: LivenessRules,
  net: Network = droppingIgnored(network.bag()),
  inputs?: readonly string[],
): Model {
  const acceptors = names('a', sizes.acceptors);
  const alive = aliveOf(acceptors, sizes.dead);
  const proposers = names('p', sizes.proposers);
  const constants: Constants = {
    quorums: rules.quorums(acceptors),
    values: names('v', sizes.proposers),
    learning: 'all',
    refusals: rules.refusals,
    skips: 0,
    inputs,
  };
  const replacesLeaders = sizes.leadership === 'distinguished' && sizes.proposerCrashes > 0;
  const everybody: AnyNode<Message>[] = [];
  const model = system({
    name: 'paxos-liveness',
    constants,
    network: net,
    sorts: [
      { name: 'acceptors', ids: alive },
      { name: 'proposers', ids: proposers, ordered: 'their ballot numbers are' },
    ],
    roles: {
      proposer: {
        role: countingProposer(rules),
        nodes: proposers,
        crashes: { budget: sizes.proposerCrashes, recovery: 'none' },
      },
      acceptor: {
        role: acceptor(rules),
        nodes: alive,
        crashes: { budget: sizes.acceptorCrashes, recovery: 'none' },
      },
      learner: { role: countingLearner(rules), nodes: ['l1'] },
    },
    properties: (nodes) => {
      everybody.push(...nodes.proposer, ...nodes.acceptor, ...nodes.learner);
      return livenessProperties({ constants, nodes, replacesLeaders });
    },
    decisions: ({ learner }) => learnedValues(constants.values, learner),
  });
  const isUp = (view: View, id: string) => everybody.some((node) => node.id === id && node.isUp(view));
  const oracle = sizes.leadership === 'dueling' ? undefined : new Oracle(proposers, sizes.elections, isUp);
  const leads = (view: View, id: string) =>
    oracle === undefined || !rules.heedsOracle || oracle.names(view, id);
  return {
    ...model,
    variables: [...model.variables, ...(oracle?.variables ?? [])],
    initial:
      oracle === undefined
        ? model.initial
        : model.initial.flatMap((updates) => oracle.initial.map((more) => [...updates, ...more])),
    actions: [
      ...replacing(model.actions, 'prepare', (prepare) => [
        patient(prepare, { everybody, proposers, leads }),
      ]),
      ...(oracle === undefined ? [] : [oracle.elect]),
      ...(oracle !== undefined && replacesLeaders ? [oracle.replace] : []),
    ],
  };
}

/** Who leads. It may change for no reason, so many times; and a leader that has crashed is replaced in the end. */
class Oracle {
  private readonly leader = cell<string>('leader');
  private readonly left = cell<number>('elections left');
  readonly variables = [this.leader, this.left];
  readonly initial;
  readonly elect: Action;
  readonly replace: Action;

  constructor(proposers: readonly string[], elections: number, isUp: (view: View, id: string) => boolean) {
    this.initial = proposers.map((id) => [set(this.leader, id), set(this.left, elections)]);
    const others = (view: View) => proposers.filter((id) => id !== view.get(this.leader) && isUp(view, id));
    this.elect = {
      name: 'elect',
      run: (view) => {
        const left = view.get(this.left);
        if (!guard('elections are left', left > 0, { left })) return disabled;
        return others(view).map((leader) => ({
          parameters: { leader },
          updates: [set(this.leader, leader), set(this.left, left - 1)],
        }));
      },
    };
    this.replace = {
      name: 'replace',
      run: (view) => {
        if (!guard('the leader has crashed', !isUp(view, view.get(this.leader)))) return disabled;
        return others(view).map((leader) => ({
          parameters: { leader },
          updates: [set(this.leader, leader)],
        }));
      },
    };
  }

  readonly names = (view: View, id: string): boolean => view.get(this.leader) === id;
}

interface Surroundings {
  readonly everybody: readonly AnyNode<Message>[];
  readonly proposers: readonly string[];
  readonly leads: (view: View, id: string) => boolean;
}

/** The beginning of a ballot, put off until the proposer leads and its last ballot is over. */
function patient(prepare: Action, { everybody, proposers, leads }: Surroundings): Action {
  const id = prepare.node as string;
  const inFlight = (view: View): Message[] =>
    everybody.flatMap(({ queues }) =>
      queues.flatMap((queue) => (view.get(queue) ?? []).map(({ message }) => message)),
    );
  const belongs = (message: Message) =>
    'ballot' in message && (message.ballot - 1) % proposers.length === proposers.indexOf(id);
  return beginningWhen(
    prepare,
    everybody,
    { roundSize: proposers.length, withNumbers: withBallots },
    (view) =>
      guard('it leads', leads(view, id)) &&
      guard('no message of its last ballot is in flight', !inFlight(view).some(belongs)),
  );
}

/**
 * What viewstamped replication promises: requests that were executed survive in every later view, in the same order (Liskov, Cowling 2012, section 4.2).
 */
import type { Property, View } from '../../checker/model.js';
import { begins } from '../kit/logs.js';
import { range } from '../kit/names.js';
import { bindings, invariant, neverStuck, reachable, transition } from '../kit/plain.js';
import type { Node } from '../kit/system.js';
import type { Constants, VrSizes } from './instance.js';
import type { Log, Message } from './messages.js';
import type { ReplicaState } from './rules.js';

type Replica = Node<ReplicaState, Message>;

interface Subject {
  readonly sizes: VrSizes;
  readonly constants: Constants;
  readonly nodes: readonly Replica[];
}

export function vrProperties(subject: Subject): Property[] {
  return [...safety(subject), ...history(subject), ...shows(subject)];
}

/** What a replica has executed, in order. */
const executedBy = ({ log, committed }: ReplicaState): Log => log.slice(0, committed);

/** Asked of any two replicas. */
function ofPairs(
  nodes: readonly Replica[],
  holds: (one: ReplicaState, other: ReplicaState) => boolean,
): {
  readonly parameters: { readonly replica: string; readonly other: string };
  readonly holds: (view: View) => boolean;
}[] {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const ids = [...nodeOf.keys()];
  return bindings({ replica: ids, other: ids })
    .filter(({ replica, other }) => replica !== other)
    .map((parameters) => {
      const [one, other] = [parameters.replica, parameters.other].map((id) => nodeOf.get(id) as Replica);
      return { parameters, holds: (view) => holds(view.get(one.state), view.get(other.state)) };
    });
}

function safety({ nodes }: Subject): Property[] {
  return [
    invariant(
      'agreement',
      'what one replica has executed is the beginning of what another has, or the other way round',
      ofPairs(nodes, (one, other) => {
        const [short, long] = [executedBy(one), executedBy(other)].sort((a, b) => a.length - b.length);
        return begins(long, short);
      }),
    ),
    invariant(
      'executed-survives',
      'what a replica has executed, and has not lost in a crash, is the beginning of the log with which a later view goes on',
      ofPairs(nodes, (one, other) => {
        const isLater = other.status === 'normal' && one.lastNormal < other.view;
        return !isLater || begins(other.log, executedBy(one));
      }),
    ),
    invariant(
      'one-log-per-view',
      'of two replicas whose logs are from the same view one log is the beginning of the other',
      ofPairs(nodes, (one, other) => {
        const isSame = one.lastNormal > 0 && one.lastNormal === other.lastNormal;
        return !isSame || begins(one.log, other.log) || begins(other.log, one.log);
      }),
    ),
    invariant(
      'reports-are-remembered',
      'a replica that has reported for a view takes part in no view below',
      nodes.map((node) => ({
        parameters: { replica: node.id },
        holds: (view) => {
          const { status, view: own } = view.get(node.state);
          const reported = nodes.flatMap(({ inbox }) =>
            view.sent(inbox, { from: node.id, message: { kind: 'do-view-change' } }),
          );
          return (
            status !== 'normal' || reported.every(({ message }) => (message as { view: number }).view <= own)
          );
        },
      })),
    ),
    invariant(
      'executed-is-logged',
      'a replica has executed no more than its log has',
      nodes.map((node) => ({
        parameters: { replica: node.id },
        holds: (view) => view.get(node.state).committed <= view.get(node.state).log.length,
      })),
    ),
  ];
}

/** What never goes back, but for what a crash takes. */
function history({ nodes }: Subject): Property[] {
  const ofEach = (holds: (before: ReplicaState, after: ReplicaState) => boolean) =>
    nodes.map(({ id, state }) => ({
      parameters: { replica: id },
      holds: (before: View, after: View) =>
        after.get(state).status === 'recovering' || holds(before.get(state), after.get(state)),
    }));
  return [
    transition(
      'executed-stays',
      'a replica goes on from what it has executed',
      ofEach((before, after) => begins(executedBy(after), executedBy(before))),
    ),
    transition(
      'views-never-go-back',
      'the view of a replica never goes down',
      ofEach((before, after) => after.view >= before.view),
    ),
  ];
}

function shows({ sizes, constants, nodes }: Subject): Property[] {
  const isLast = ({ committed }: ReplicaState) => committed === constants.requests.length;
  const stateOf = (view: View) => nodes.map(({ state }) => view.get(state));
  const properties: Property[] = [
    reachable('all-executed', 'every replica has executed every request', (view) =>
      stateOf(view).every(isLast),
    ),
  ];
  if (sizes.recoveries === 0)
    properties.push(
      neverStuck(
        'ends-executed',
        'where nothing more can happen every replica has executed every request',
        (view) => stateOf(view).every(isLast),
      ),
    );
  else if (sizes.replicas >= 3)
    properties.push(
      reachable('a-replica-recovers', 'a replica that had crashed takes part again', (view) =>
        stateOf(view).some(({ starts, status }) => starts > 1 && status === 'normal'),
      ),
    );
  // One alone sends nothing; of two, both are needed for a view.
  if (sizes.views === 1 || sizes.replicas === 1) return properties;
  if (sizes.replicas >= 3)
    properties.push(
      reachable(
        'two-views-at-once',
        'a replica goes on in a view while others take part in a later one',
        range(2, sizes.views + 1).map((later) => ({
          parameters: { view: later },
          holds: (view) =>
            stateOf(view).some(({ status, view: of }) => status === 'normal' && of === later) &&
            stateOf(view).some(({ status, view: of }) => status === 'normal' && of < later),
        })),
      ),
    );
  return [
    ...properties,
    reachable(
      'a-later-view-executes',
      'a request that was prepared in the first view is executed in a later one, and not before',
      range(2, sizes.views + 1).map((later) => ({
        parameters: { view: later },
        holds: (view) => {
          const isSent = (message: { readonly kind: 'prepare' | 'commit'; readonly view: number }) =>
            nodes.some(({ inbox }) => view.sent(inbox, { message }).length > 0);
          return (
            isSent({ kind: 'prepare', view: 1 }) &&
            range(2, later + 1).every((other) => !isSent({ kind: 'prepare', view: other })) &&
            !isSent({ kind: 'commit', view: 1 }) &&
            isSent({ kind: 'commit', view: later })
          );
        },
      })),
    ),
  ];
}

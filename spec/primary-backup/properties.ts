/** What primary and backup promise: one order of requests, whoever is primary. */
import type { Property, View as StateView } from '../../checker/model.js';
import { begins } from '../kit/logs.js';
import { invariant, neverStuck, reachable, transition } from '../kit/plain.js';
import type { Node } from '../kit/system.js';
import type { Constants, PrimaryBackupSizes } from './instance.js';
import type { Message } from './messages.js';
import type { Request, ServerState, ViewServiceState } from './rules.js';

interface Subject {
  readonly sizes: PrimaryBackupSizes;
  readonly constants: Constants;
  readonly service: Node<ViewServiceState, Message>;
  readonly nodes: readonly Node<ServerState, Message>[];
}

const executedBy = ({ log, executed }: ServerState): readonly Request[] => log.slice(0, executed);

export function primaryBackupProperties(subject: Subject): Property[] {
  return [...safety(subject), ...shows(subject)];
}

function safety({ nodes }: Subject): Property[] {
  const ofPairs = (holds: (one: ServerState, other: ServerState, id: string) => boolean) =>
    nodes.flatMap((one) =>
      nodes
        .filter((other) => other !== one)
        .map((other) => ({
          parameters: { server: one.id, other: other.id },
          holds: (view: StateView) => holds(view.get(one.state), view.get(other.state), other.id),
        })),
    );
  return [
    invariant(
      'one-order',
      'what one server has executed is the beginning of what another has, or the other way round',
      ofPairs((one, other) => {
        const [short, long] = [executedBy(one), executedBy(other)].sort((a, b) => a.length - b.length);
        return begins(long, short);
      }),
    ),
    invariant(
      'executed-survives',
      'what a server has executed is the beginning of the log of the primary of its view and of every later one that has begun',
      ofPairs((one, other, id) => {
        const leads = other.isReady && other.view.primary === id && one.view.number <= other.view.number;
        return !leads || begins(other.log, executedBy(one));
      }),
    ),
    invariant(
      'executed-once',
      'no server has executed a request twice',
      nodes.map(({ id, state }) => ({
        parameters: { server: id },
        holds: (view) => new Set(executedBy(view.get(state))).size === executedBy(view.get(state)).length,
      })),
    ),
    transition(
      'executed-stays',
      'a server that has executed a request has it in its log for ever, in its place',
      nodes.map(({ id, state }) => ({
        parameters: { server: id },
        holds: (before, after) => begins(after.get(state).log, executedBy(before.get(state))),
      })),
    ),
  ];
}

function shows({ sizes, constants, service, nodes }: Subject): Property[] {
  const leads = (view: StateView, { id, state }: Node<ServerState, Message>) =>
    view.get(state).view.primary === id;
  const hasExecutedAll = (view: StateView, { state }: Node<ServerState, Message>) =>
    view.get(state).executed === constants.requests.length;
  const properties = [
    reachable('all-executed', 'a primary has executed every request', (view) =>
      nodes.some((node) => leads(view, node) && hasExecutedAll(view, node)),
    ),
    neverStuck(
      'ends-executed',
      'where nobody fails and nothing more can happen the primary of the last view has executed every request',
      (view) =>
        nodes.some((node) => node.id === view.get(service.state).view.primary && hasExecutedAll(view, node)),
    ),
  ];
  if (sizes.views === 1 || sizes.servers === 1) return properties;
  return [
    ...properties,
    // Only one of them can execute: the backup of the other refuses what is forwarded to it.
    reachable(
      'two-primaries',
      'a server believes that it leads, and has not heard of the one that does',
      (view) => nodes.filter((node) => leads(view, node) && view.get(node.state).isReady).length > 1,
    ),
    reachable(
      'the-backup-takes-over',
      'the backup of the first view has executed every request as a primary',
      (view) => leads(view, nodes[1]) && hasExecutedAll(view, nodes[1]),
    ),
  ];
}

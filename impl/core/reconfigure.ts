/**
 * Changes of the configuration: adding, removing, replacing one server (van Renesse and Altinbuken 2015, section on
 * reconfiguration). One at a time: neighbouring configurations then share servers, and what a majority of the replicas of one has made
 * durable is with some server of the next.
 */
import type { Operation, OperationOf, Result } from './command.js';
import { allRoles, type Server } from './configuration.js';
import { type Epoch, latest, type Membership, playersOf } from './membership.js';

export type Reconfiguration = OperationOf<'add-server' | 'remove-server' | 'replace-server'>;

export function isReconfiguration(operation: Operation): operation is Reconfiguration {
  return operation.kind.endsWith('-server');
}

/**
 * @param slot that decides the change
 * @returns the epoch that follows, or why there is none
 */
export function reconfigured(
  membership: Membership,
  operation: Reconfiguration,
  slot: number,
  window: number,
): Epoch | Extract<Result, { readonly kind: 'refused' }> {
  const now = latest(membership);
  const refused = (reason: string) => ({ kind: 'refused' as const, reason });
  if (slot < now.from)
    return refused(`the last change is in force from slot ${now.from}; this is slot ${slot}`);
  const ids = now.servers.map(({ id }) => id);
  const added = operation.kind === 'remove-server' ? undefined : operation.server;
  const removed = operation.kind === 'add-server' ? undefined : operation.id;
  if (removed !== undefined && !ids.includes(removed)) {
    return refused(`${removed} is not a server of the cluster: ${ids.join(', ')}`);
  }
  if (added !== undefined && ids.includes(added.id)) return refused(`${added.id} is a server of the cluster`);
  const servers: readonly Server[] = [
    ...now.servers.filter(({ id }) => id !== removed),
    ...(added === undefined ? [] : [added]),
  ];
  const missing = allRoles.find((role) => playersOf(role, servers).length === 0);
  if (missing !== undefined) return refused(`without ${removed} nobody plays the role ${missing}`);
  return { number: now.number + 1, from: slot + window, servers };
}

/**
 * Changes of the configuration: adding, removing, replacing one server (van Renesse and Altinbuken 2015, section on
 * reconfiguration). One at a time, and the next only when a majority of the servers that will then be there has the state in which the last
 * one began: acceptors forget what a majority of the replicas of today has made durable, so those must not all leave before others have it.
 *
 * An id is never used again: a server that comes back without its disk would lead ballots that it has led before.
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
  if (membership.some(({ servers }) => servers.some(({ id }) => id === added?.id))) {
    return refused(
      `${added?.id} was a server of the cluster, and ids are not used again; give the new one another`,
    );
  }
  const other = now.servers.find((one) => one.id !== removed && isShared(one.address, added?.address));
  if (other !== undefined)
    return refused(`${other.id} is at ${other.address}; give ${added?.id} another address`);
  const servers: readonly Server[] = [
    ...now.servers.filter(({ id }) => id !== removed),
    ...(added === undefined ? [] : [added]),
  ];
  const missing = allRoles.find((role) => playersOf(role, servers).length === 0);
  if (missing !== undefined) return refused(`without ${removed} nobody plays the role ${missing}`);
  return { number: now.number + 1, from: slot + window, servers };
}

/** Whether some `host:port` is in both: two servers cannot listen there, and messages for one would go to the other. */
function isShared(one = '', other = ''): boolean {
  const taken = one.split(' ');
  return other.split(' ').some((place) => place !== '' && taken.includes(place));
}

/**
 * Whether the change would come too early: who must have caught up first. Not decided by the log, since only messages tell it: the replica that
 * takes the request looks.
 * @param applied up to which slot each replica has told that its state is durable
 */
export function tooEarly(
  membership: Membership,
  operation: Reconfiguration,
  applied: ReadonlyMap<string, number>,
): string | undefined {
  const { from } = latest(membership);
  const made = reconfigured(membership, operation, from, 1);
  if ('kind' in made || from === 1) return undefined;
  const replicas = playersOf('replica', made.servers);
  const behind = replicas.filter((id) => (applied.get(id) ?? 0) < from - 1);
  if ((replicas.length - behind.length) * 2 > replicas.length) return undefined;
  return `too few servers have caught up with the last change, that is with slot ${from - 1}: not yet ${behind.filter((id) => playersOf('replica', latest(membership).servers).includes(id)).join(', ')}; try again soon`;
}

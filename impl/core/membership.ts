/**
 * Which configuration decides a slot. A change of the configuration that slot s decides is in force from slot s + WINDOW on (van
 * Renesse and Altinbuken 2015, section on reconfiguration): whoever proposes for a slot has applied all slots below it but the
 * last WINDOW, so it knows the configuration of the slot.
 *
 * Configurations have numbers, epochs. A message carries the latest epoch that its sender knows; whoever knows less drops
 * it and asks for the configurations first (server.ts). So a leader that plays no replica knows the acceptors of every slot that it
 * hears of.
 */
import type { Role, Server } from './configuration.js';

/** A configuration and its reign. */
export interface Epoch {
  /** From 0. */
  readonly number: number;
  /** The first slot that it decides; it decides all up to the first one of the next epoch. */
  readonly from: number;
  readonly servers: readonly Server[];
}

/** All that were ever decided, in order: a few hundred bytes for each change. */
export type Membership = readonly Epoch[];

export function firstMembership(servers: readonly Server[]): Membership {
  return [{ number: 0, from: 1, servers }];
}

export function latest(membership: Membership): Epoch {
  return membership[membership.length - 1];
}

/** The one that decides the slot, as far as is known here. */
export function epochOf(membership: Membership, slot: number): Epoch {
  for (let i = membership.length - 1; i > 0; i--) if (membership[i].from <= slot) return membership[i];
  return membership[0];
}

/** Those that decide some slot from this one on. */
export function epochsFrom(membership: Membership, slot: number): readonly Epoch[] {
  return membership.slice(epochOf(membership, slot).number);
}

/** Ids of those that play the role. */
export function playersOf(role: Role, servers: readonly Server[]): readonly string[] {
  return servers.filter(({ roles }) => roles.includes(role)).map(({ id }) => id);
}

/** Ids of all that play the role in some of the epochs, without doubles. */
export function playersIn(role: Role, epochs: readonly Epoch[]): readonly string[] {
  return [...new Set(epochs.flatMap(({ servers }) => playersOf(role, servers)))];
}

/** Whether more than half of the players of the role in that epoch are among them. */
export function isMajority(role: Role, { servers }: Epoch, among: ReadonlySet<string>): boolean {
  const players = playersOf(role, servers);
  return players.filter((id) => among.has(id)).length * 2 > players.length;
}

/**
 * Checkpoints: the state of a replica in stable storage. Each writes what changed since the last, as one atomic change with the slot: so a
 * snapshot is never taken, and never large. Under `state/slot` stands the slot after which it is the state, under `entry/KEY` each entry.
 *
 * When f+1 replicas have a slot in a checkpoint, acceptors may forget it; so a replica tells them (`applied`).
 */
import type { Json } from '../../traces/event.js';
import { epochsFrom, playersIn } from './membership.js';
import type { Replica } from './replica.js';
import type { Context } from './work.js';

export const replicaKeys = { slot: 'state/slot', entry: 'entry/' };

/** After each slot: is it time again? Slots are the same on all replicas, so that states can be compared. */
export function checkpointIfDue(replica: Replica, context: Context): void {
  const slot = replica.slotOut - 1;
  if (replica.isFull) return;
  if (slot % context.configuration.checkpointSlots === 0 && slot > replica.checkpoint)
    checkpoint(replica, context);
}

/** Makes the state after the last applied slot durable, and forgets decisions that others hardly need. */
export function checkpoint(replica: Replica, context: Context): void {
  const slot = replica.slotOut - 1;
  for (const [key, value] of replica.entries.dirty()) {
    context.write(`${replicaKeys.entry}${key}`, value as Json);
  }
  context.write(replicaKeys.slot, slot);
  replica.entries.clean();
  replica.checkpoint = slot;
  context.changed('checkpoint', { slot, digest: replica.entries.digest() });
  const from = slot - context.configuration.logSlots + 1;
  for (; replica.logFrom < from; replica.logFrom++) replica.decisions.delete(replica.logFrom);
  tellApplied(replica, context);
}

/** To acceptors, which collect what enough replicas have, and to leaders, which propose nothing below that. */
export function tellApplied(replica: Replica, context: Context): void {
  if (replica.checkpoint === 0) return;
  const epochs = epochsFrom(context.membership, replica.checkpoint);
  const to = [...new Set([...playersIn('acceptor', epochs), ...playersIn('leader', epochs)])];
  context.send(to, { kind: 'applied', slot: replica.checkpoint });
}

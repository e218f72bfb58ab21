/**
 * The time of the log, in ticks: leases and sessions end by it, on all replicas at the same slot.
 *
 * A clock command says how many ticks a replica has counted since it applied the one before, and counts only if that is still the last: what two replicas counted
 * side by side is not added up, whoever lagged. So the log's time goes no faster than the fastest replica counts.
 *
 * One command advances it by `stepMax` at most. What is granted between two commands may come right before the second, which counted ticks from
 * before the grant: so a lease ends `stepMax` later than its length. It then lasts at least its length, in ticks of the fastest replica, from the moment at which its client
 * asked for it, however long messages take and processes stop. Without the bound a time that had stood still while there was no leader would
 * end a new lease at once.
 */
import { type Entries, prefixes } from './entries.js';

const timeKey = `${prefixes.time}now`;

export function timeOf(entries: Entries): number {
  return Number(entries.get(timeKey) ?? 0);
}

/** How far one command may advance the time. */
export function stepMax(clockTicks: number): number {
  return 2 * clockTicks;
}

/** @returns whether it counts */
export function advance(
  entries: Entries,
  { after, elapsed }: { readonly after: number; readonly elapsed: number },
  clockTicks: number,
): boolean {
  if (timeOf(entries) !== after) return false;
  entries.set(timeKey, after + Math.min(elapsed, stepMax(clockTicks)));
  return true;
}

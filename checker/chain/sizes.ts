/**
 * How many executions there are, how many of them are told apart, and whether they fit: by formula, before anything is built.
 *
 * An execution is inputs and a crash pattern. A crash pattern says of each process that crashes in which round, and which of the n - 1
 * others receive its last message: any subset, also of those that have crashed themselves, and also all of them. So there are
 *
 *     2^n * sum over k = 0..f of C(n, k) (r 2^(n-1))^k
 *
 * executions. Whether a message reached a process that takes no further part is known to nobody: two executions that differ in
 * nothing else look the same to every correct process, whatever the algorithm. We keep one of them, the *pattern* in which
 * only messages to processes that go on are lost. A link from the one is a link from the other, so distances and components are
 * those of the graph of all executions, and a shortest chain never needs both.
 */
import { InputError } from '../input-error.js';
import type { RoundSystem } from '../rounds.js';

/** Sets of processes, and inputs, are bits of a small integer. */
export const PROCESSES_MAX = 16;

/** With more rounds than processes nothing changes; views are trees as deep as there are rounds. */
export const ROUNDS_MAX = 64;

/** All executions, as defined above. Above 2^53 not every digit is right. */
export function executionsOf({ processes: n, faults, rounds }: RoundSystem): number {
  let patterns = 0;
  for (let k = 0; k <= faults; k++) patterns += choose(n, k) * (rounds * 2 ** (n - 1)) ** k;
  return patterns * 2 ** n;
}

/** Crash patterns that are told apart. */
export function patternsOf({ processes, faults, rounds }: RoundSystem): number {
  const known = new Map<string, number>();
  const from = (up: number, budget: number, left: number): number => {
    if (left === 0) return 1;
    const key = `${up} ${budget} ${left}`;
    let count = known.get(key);
    if (count === undefined) {
      count = 0;
      for (let k = 0; k <= Math.min(up, budget); k++)
        count += choose(up, k) * 2 ** (k * (up - k)) * from(up - k, budget - k, left - 1);
      known.set(key, count);
    }
    return count;
  };
  return from(processes, faults, rounds);
}

/**
 * What a search needs at most, in bytes: three words an execution that is told apart (its component, where it was found from, its place in the
 * queue), and of each pattern its crashes, its views and where they stand.
 */
export function bytesOf(system: RoundSystem): number {
  const { processes } = system;
  const patterns = patternsOf(system);
  const viewBytes = processes * (4 * (processes + 4) + 2 ** processes / 8);
  return patterns * 2 ** processes * 12 + patterns * (3 * 4 * processes + viewBytes);
}

/** No more is taken, whatever the machine has. */
export const MEMORY_MAX = 8 * 2 ** 30;

/**
 * Refuses what is no system, or one that does not fit.
 * @throws InputError that says how many executions there are, how much memory they take, and the nearest size that fits
 */
export function requireSystem(system: RoundSystem, memoryMax = MEMORY_MAX): void {
  const { processes, faults, rounds } = system;
  for (const [name, value, least] of [
    ['processes', processes, 2],
    ['faults', faults, 0],
    ['rounds', rounds, 1],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least)
      throw new InputError(`${name} is ${value}; it takes a whole number of at least ${least}`);
  }
  if (faults >= processes)
    throw new InputError(
      `faults is ${faults} of ${processes} processes; at least one process must be correct: at most ${processes - 1}`,
    );
  for (const [name, value, most] of [
    ['processes', processes, PROCESSES_MAX],
    ['rounds', rounds, ROUNDS_MAX],
  ] as const) {
    if (value > most) throw new InputError(`${name} is ${value}; there may be at most ${most}`);
  }
  const bytes = bytesOf(system);
  if (bytes <= memoryMax) return;
  const fits = nearestThatFits(system, memoryMax);
  const nearest =
    fits === undefined
      ? ''
      : `; the nearest that fits: ${sizeText(fits)} (${countText(executionsOf(fits))} executions)`;
  throw new InputError(
    `${sizeText(system)} has ${countText(executionsOf(system))} executions, which need about ${countText(
      Math.ceil(bytes / 2 ** 30),
    )} GiB, and there are at most ${Math.round(memoryMax / 2 ** 30)}${nearest}`,
  );
}

/**
 * The system that is nearest of those which fit and have no more of anything: n, f + 1 and r each as little divided as can be. It is on the same side of the
 * bound, for somebody who wants to see a chain is not helped by an algorithm. Of two that are as near, the one with more executions.
 */
function nearestThatFits(system: RoundSystem, memoryMax: number): RoundSystem | undefined {
  const side = theorem(system);
  let nearest: { readonly found: RoundSystem; readonly distance: number } | undefined;
  for (let processes = system.processes; processes >= 2; processes--)
    for (let faults = Math.min(system.faults, processes - 1); faults >= 0; faults--)
      for (let rounds = system.rounds; rounds >= 1; rounds--) {
        const found = { processes, faults, rounds };
        if (theorem(found) !== side) continue;
        const parts = system.processes * (system.faults + 1) * system.rounds;
        const distance = parts / (processes * (faults + 1) * rounds);
        const isNearer =
          nearest === undefined ||
          distance < nearest.distance ||
          (distance === nearest.distance && executionsOf(found) > executionsOf(nearest.found));
        if (isNearer && bytesOf(found) <= memoryMax) nearest = { found, distance };
      }
  return nearest?.found;
}

/** What the theorem says (Aguilera and Toueg 1999; for n = f + 1, f rounds suffice): connected where r <= min(f, n - 2). */
export function theorem({ processes, faults, rounds }: RoundSystem): 'connected' | 'not connected' {
  return rounds <= Math.min(faults, processes - 2) ? 'connected' : 'not connected';
}

/** `n = 5, f = 3, r = 3` */
export function sizeText({ processes, faults, rounds }: RoundSystem): string {
  return `n = ${processes}, f = ${faults}, r = ${rounds}`;
}

function countText(count: number): string {
  if (count > Number.MAX_SAFE_INTEGER) return count.toExponential(1);
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function choose(n: number, k: number): number {
  let count = 1;
  for (let i = 0; i < k; i++) count = (count * (n - i)) / (i + 1);
  return Math.round(count);
}

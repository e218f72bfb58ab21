/**
 * The vector clock of each step of an execution (Mattern 1989; Fidge 1988): of each host the number of its steps that happened before, itself included. A
 * step happens after the one before it on its host, and after those that sent what it receives or rests on (Lamport 1978; paths/messages-read.ts says
 * which messages of a quorum rule these are); where it changes the state of another host, also after the last step there and before the next.
 */
import type { Execution, Step } from '../execution.js';
import { mover, sendingSteps } from './narrative.js';

export interface Clocked {
  readonly host: string;
  /** By host; a host of which nothing is known has no entry. */
  readonly clock: Clock;
}

type Clock = ReadonlyMap<string, number>;

/** One for each step. Steps of no process are on a host of the given name. */
export function vectorClocks(execution: Execution, nobody: string): readonly Clocked[] {
  const { steps } = execution;
  const hostOf = (step: Step): string => mover(step) ?? nobody;
  const hosts = new Set(steps.map(hostOf));
  const sentIn = sendingSteps(execution);
  /** Of each host what its next step happens after. */
  const known = new Map<string, Clock>();
  const clocked: Clocked[] = [];
  for (const [i, step] of steps.entries()) {
    const host = hostOf(step);
    const others = step.changes.map(({ variable }) => variable).filter((name) => hosts.has(name));
    const sends = [sentIn[i], ...(step.read ?? []).map(({ sentAt }) => sentAt)];
    const before = [
      ...[host, ...others].map((name) => known.get(name)),
      ...sends.map((send) => (send === undefined ? undefined : clocked[send].clock)),
    ];
    const clock = before.reduce<Clock>(joined, new Map());
    const own = new Map(clock).set(host, (clock.get(host) ?? 0) + 1);
    for (const name of [host, ...others]) known.set(name, own);
    clocked.push({ host, clock: own });
  }
  return clocked;
}

function joined(one: Clock, other: Clock | undefined): Clock {
  const both = new Map(one);
  for (const [host, count] of other ?? []) both.set(host, Math.max(count, both.get(host) ?? 0));
  return both;
}

/** Which process of the spec takes a step of a server, and what the implementation calls commanders. */
import type { StepEvent } from '../../conform/judge.js';
import type { Server } from './server.js';

const DIGIT_0 = 0x30;

/** A scout or a commander is a process of its own to the spec. */
export function roleOf({ role, process }: StepEvent): string {
  if (role !== 'leader') return role;
  if (process.startsWith('scout ')) return 'scout';
  return process.startsWith('commander ') ? 'commander' : role;
}

/** Whether it is of a scout or a commander; all other processes are the server's own, and have its name. */
export const isShortLived = (event: StepEvent): boolean => {
  const role = roleOf(event);
  return role === 'scout' || role === 'commander';
};

/** @param ballot as it is shown: `3.s1` */
export const commanderName = (ballot: string | null, slot: number): string => `commander ${ballot}/${slot}`;

/** The slot of a commander, by its name: the number behind the last slash; otherwise not a number. */
export function slotOfCommander(process: string): number {
  const first = process.lastIndexOf('/') + 1;
  let slot = 0;
  for (let i = first; i < process.length; i++) {
    const digit = process.charCodeAt(i) - DIGIT_0;
    if (digit < 0 || digit > 9) return Number.NaN;
    slot = slot * 10 + digit;
  }
  return first > 0 && first < process.length ? slot : Number.NaN;
}

/** The state of the process that takes the step, before it. */
export function stateOf(server: Server, { role, process }: StepEvent): unknown {
  if (role === 'acceptor') return server.acceptor;
  if (role === 'replica') return server.replica;
  if (process.startsWith('scout ')) return server.scout?.state;
  if (process.startsWith('commander ')) return server.commanders.get(slotOfCommander(process))?.state;
  return server.leader;
}

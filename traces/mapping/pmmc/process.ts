/** Which process of the spec takes a step of a server. */
import type { StepEvent } from '../../conform/judge.js';
import type { Server } from './server.js';

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

/** The state of the process that takes the step, before it. */
export function stateOf(server: Server, { role, process }: StepEvent): unknown {
  if (role === 'acceptor') return server.acceptor;
  if (role === 'replica') return server.replica;
  if (process.startsWith('scout ')) return server.scout?.state;
  if (process.startsWith('commander ')) return server.commanders.get(Number(process.split('/')[1]))?.state;
  return server.leader;
}

/** Nodes of a run that a spec has no process for: most often one that the log calls otherwise. */
import type { EventOf } from '../event.js';
import type { Answer } from './judge.js';
import { NETWORK } from './order.js';

/** The first of these nodes that a step sends to or has a message from. */
export function namedIn({ sent, received }: EventOf<'step'>, nodes: readonly string[]): string | undefined {
  return nodes.find((node) => received?.from === node || sent.some(({ to }) => to.includes(node)));
}

/** Nothing can be said of a line about a process that the spec does not have. */
export function hasNoProcess(spec: string, node: string, processes: readonly string[]): Answer {
  const there = processes.filter((name) => name !== NETWORK).join(', ');
  return {
    kind: 'unknown',
    says: `${spec} has no process ${node}; it has ${there}: a mapping (nodes) gives names`,
  };
}

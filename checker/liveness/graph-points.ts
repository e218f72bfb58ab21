/** A path through the state graph as what a replay needs: the states along its edges, and which step leads to each. */
import type { StateGraph } from '../graph.js';
import type { ReplayPoint } from '../paths/replay.js';

/** The states along some edges; where there is none, the state itself. */
export function pointsOf(graph: StateGraph, edges: readonly number[], alone: number): ReplayPoint[] {
  const first = edges.length === 0 ? alone : graph.source(edges[0]);
  return [
    graph.fingerprint(first),
    ...edges.map((edge) => ({
      ...graph.fingerprint(graph.target(edge)),
      label: graph.labels[graph.label(edge)].text,
    })),
  ];
}

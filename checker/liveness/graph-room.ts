/**
 * Whether the state graph that liveness needs fits into memory, and what is said where it does not: what the process takes already,
 * what the graph takes, and how much would do.
 *
 * How much would do is an estimate. The states are found once more while the graph is kept, and the values of the spec and the tables of
 * its answers, which nobody can foresee, come on top of it; memory that the search gave back may be used again.
 */

import { bytesOfState, EDGE_BYTES, type StateGraph } from '../graph.js';
import { InputError } from '../input-error.js';
import { heapLimitReached } from '../memory.js';
import type { LivenessProperty, Model } from '../model.js';
import type { Coverage } from '../verdict.js';
import { COMPONENT_BYTES } from './components.js';
import { FAIR_BYTES } from './fair-components.js';
import { LOOP_BYTES } from './fair-loop.js';
import { LASSO_BYTES } from './lasso.js';

/** The state graph is too large to keep; the message says how much would do. */
export class GraphTooLargeError extends InputError {
  constructor(message: string) {
    super(message);
    this.name = 'GraphTooLargeError';
  }
}

/** What is left for values and tables: at least so much, and this part of all. What is told is a multiple of the last. */
const VALUES_BYTES = 32e6;
const VALUES_PART = 0.2;
const TOLD_BYTES = 10e6;

/** What there is too little of: memory as limited, the part of it in which values live, or what the system gives. */
type Full = { readonly of: 'limit' | 'heap'; readonly bytes: number } | { readonly of: 'system' };

export class GraphRoom {
  readonly states: number;
  /** Steps of the search: as many edges at most. */
  readonly steps: number;
  private readonly stateBytes: number;
  /** What the process takes before any of the graph is kept. */
  private readonly takenBytes = process.memoryUsage.rss();

  constructor(
    model: Model,
    { distinct, generated }: Coverage,
    properties: readonly LivenessProperty[],
    private readonly limitBytes: number,
  ) {
    const predicates = properties.reduce(
      (sum, { kind, instances }) => sum + instances.length * (kind === 'leadsTo' ? 2 : 1),
      0,
    );
    this.states = distinct;
    this.steps = generated - model.initial.length;
    this.stateBytes = bytesOfState(predicates) + COMPONENT_BYTES + FAIR_BYTES + LASSO_BYTES + LOOP_BYTES;
  }

  /** What all states and so many edges take, in bytes. */
  bytes(edges = this.steps): number {
    return Math.ceil(this.states * this.stateBytes + edges * EDGE_BYTES);
  }

  /** @throws GraphTooLargeError where the graph alone is larger than the limit */
  requireRoom(): void {
    if (this.bytes() > this.limitBytes) throw this.tooLarge({ of: 'limit', bytes: this.limitBytes });
  }

  /** @throws GraphTooLargeError where memory is full, with what was kept of the graph */
  requireMore(graph: StateGraph): void {
    if (process.memoryUsage.rss() > this.limitBytes)
      throw this.tooLarge({ of: 'limit', bytes: this.limitBytes }, graph);
    const heap = heapLimitReached();
    if (heap !== undefined) throw this.tooLarge({ of: 'heap', bytes: heap }, graph);
  }

  /** @param graph as far as it was kept */
  tooLarge(full: Full, graph?: StateGraph): GraphTooLargeError {
    const { states, steps, stateBytes } = this;
    const kept =
      graph === undefined
        ? 'none of it was kept'
        : `memory was full with ${count(graph.states)} states and ${count(graph.edges)} steps kept`;
    return new GraphTooLargeError(
      `liveness needs the whole state graph, which does not fit into ${room(full)}: ` +
        `the process took ${megabytes(this.takenBytes)} before, ` +
        `${count(states)} states of ${count(stateBytes)} bytes and ${count(steps)} steps of ${EDGE_BYTES} are ${megabytes(this.bytes())}, ` +
        `and the values of the spec come on top; ${kept}. ` +
        `${this.advice(full)}, make the instance smaller, or judge other properties (--property)`,
    );
  }

  private advice(full: Full): string {
    if (full.of === 'heap') {
      return `Give the heap more (NODE_OPTIONS=--max-old-space-size=${Math.ceil((2 * full.bytes) / 2 ** 20)})`;
    }
    const taken = Math.max(this.takenBytes, process.memoryUsage.rss());
    const all = taken + this.bytes();
    const enough = all + Math.max(VALUES_BYTES, all * VALUES_PART);
    const told = `${(Math.ceil(enough / TOLD_BYTES) * TOLD_BYTES) / 1e6}M`;
    return full.of === 'limit' ? `Give it about ${told} (--max-memory)` : `About ${told} are needed`;
  }
}

function room(full: Full): string {
  if (full.of === 'system') return 'the memory that the system gives';
  return `${full.of === 'heap' ? 'a heap of ' : ''}${megabytes(full.bytes)}`;
}

function megabytes(bytes: number): string {
  return `${count(bytes / 1e6)} MB`;
}

function count(n: number): string {
  return Math.ceil(n).toLocaleString('en');
}

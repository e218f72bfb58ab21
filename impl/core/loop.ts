/**
 * The loop of a node: persist, then send. The same in the simulation and in a real process; what a disk, a network and a client are is the host's.
 *
 * Outputs of the server wait in line. While stable storage works on one commit, more gather, and the next commit takes all of them: one
 * fsync serves a batch (group commit). What wrote nothing and waits behind nothing leaves at once. So nothing ever leaves before the
 * writes of its output and of those before it are durable; that is asserted where things leave.
 */
import type { Event, Json } from '../../traces/event.js';
import type { Configuration } from './configuration.js';
import { digestOf, durableOf } from './recorded.js';
import {
  type Answer,
  type Input,
  initial,
  type Output,
  type Send,
  type State,
  step,
  type Write,
} from './server.js';

/** What is around a node. */
export interface Host {
  /**
   * Makes the writes durable, as one atomic change, and calls back. It is not called again before that. Where it cannot, it does not
   * call back: nothing leaves the node any more.
   */
  commit(writes: readonly Write[], done: () => void): void;
  send(send: Send): void;
  answer(answer: Answer): void;
  /** Takes a line of the trace; absent where nothing is recorded. */
  readonly record?: (event: Event) => void;
  /** Milliseconds, for the trace only. */
  now?(): number;
}

interface Waiting {
  readonly output: Output;
  /** The line of the trace that tells of its last step. */
  readonly sequence: number;
}

export class Node {
  readonly state: State;
  #queue: Waiting[] = [];
  #hasBegun = false;
  #isCommitting = false;
  #sequence = 0;
  /** Outputs made so far, and those of them that are durable. */
  #made = 0;
  #durable = 0;

  /**
   * Begins an incarnation: nothing else happens before that is durable.
   * @throws DamagedError where the store makes no sense
   */
  constructor(
    configuration: Configuration,
    durable: Iterable<readonly [string, Json]>,
    seed: number,
    private readonly host: Host,
  ) {
    this.state = initial(configuration, durable, seed);
    const { writes } = step(this.state, { kind: 'tick' });
    host.commit(writes, () => {
      this.#hasBegun = true;
      this.#record({ kind: 'start', durable: host.record ? durableOf(this.state) : {} });
    });
  }

  /** How many outputs wait for stable storage. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** What comes before the incarnation is durable is lost, as if the node were not there yet. */
  take(input: Input): void {
    if (!this.#hasBegun) return;
    const output = step(this.state, input);
    if (this.host.record !== undefined) this.#recordSteps(output);
    this.#made += 1;
    this.#queue.push({ output, sequence: this.#sequence });
    if (!this.#isCommitting) this.#drain();
  }

  /** The trace is complete up to here. */
  end(): void {
    this.#record({ kind: 'end' });
  }

  /** The node is no more; for a host that knows (a simulation). */
  crashed(): void {
    this.#record({ kind: 'crash' });
  }

  #drain(): void {
    const batch = this.#queue;
    if (batch.length === 0) return;
    this.#queue = [];
    const writes = merged(batch);
    if (writes.length === 0) {
      this.#release(batch);
      return;
    }
    this.#isCommitting = true;
    this.host.commit(writes, () => {
      this.#isCommitting = false;
      this.#record({ kind: 'persist', through: batch[batch.length - 1].sequence });
      this.#release(batch);
      this.#drain();
    });
  }

  #release(batch: readonly Waiting[]): void {
    this.#durable += batch.length;
    if (this.#durable + this.#queue.length !== this.#made) {
      throw new Error(`${this.#made} outputs made, ${this.#durable} durable, ${this.#queue.length} waiting`);
    }
    for (const { output } of batch) {
      for (const send of output.sends) this.host.send(send);
      for (const answer of output.answers) this.host.answer(answer);
    }
  }

  #recordSteps({ steps }: Output): void {
    for (const { role, process, action, received, sent, changed } of steps) {
      this.#record({
        kind: 'step',
        role,
        process,
        action,
        ...(received === undefined ? {} : { received: received as never }),
        sent: sent as never,
        changed: changed as Record<string, never>,
      });
      const taken = digestOf(changed);
      if (taken !== undefined) this.#record({ kind: 'snapshot', ...taken });
    }
  }

  #record(line: object): void {
    const { host, state } = this;
    if (host.record === undefined) return;
    this.#sequence += 1;
    const time = host.now?.();
    host.record({
      ...line,
      node: state.configuration.self,
      incarnation: state.incarnation,
      sequence: this.#sequence,
      ...(time === undefined ? {} : { time }),
    } as Event);
  }
}

/** The writes of all of them as one change: of each key the last. */
function merged(batch: readonly Waiting[]): readonly Write[] {
  if (batch.length === 1) return batch[0].output.writes;
  const last = new Map<string, Json | null>();
  for (const { output } of batch) for (const { key, value } of output.writes) last.set(key, value);
  return [...last].map(([key, value]) => ({ key, value }));
}

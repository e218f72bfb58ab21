/**
 * An execution of a spec as a trace, in the spec's own words: what a system would have written that does just this. The judge must find that
 * it conforms; and a counterexample of a mutant, judged by the spec itself, that it does not.
 *
 * A message that is received by hand (spec/kit/role.ts) is part of the step that sends it. What the network does by itself leaves no line, but for
 * a second copy, which is a message that it sends.
 */

import { canonical } from '../../checker/canonical.js';
import type { Execution, Step } from '../../checker/execution.js';
import type { Model, Transfer } from '../../checker/model.js';
import { EVENT_VERSION, type Event, type Json } from '../event.js';
import { NETWORK } from './order.js';
import { BEGINNING, initialMessages, lineOfStep, MODEL, sentJson } from './walk-line.js';

/** The lines of an execution of the model, in the order of its steps. */
export function traceOf(model: Model, execution: Execution, run: string): readonly Event[] {
  return new WalkTrace(model, execution, run).lines();
}

class WalkTrace {
  readonly #events: Event[] = [];
  readonly #sequences = new Map<string, number>();
  /** What is on its way, by sender, receiver and message; in a soup it stays there. */
  readonly #onTheWay = new Map<string, object[]>();
  readonly #isSoup: boolean;
  /** Whether the model has processes; what has none is then the network's, or an oracle's, and leaves no line. */
  readonly #hasNodes: boolean;
  #messages = 0;

  constructor(
    private readonly model: Model,
    private readonly execution: Execution,
    private readonly run: string,
  ) {
    this.#isSoup = model.variables.some(({ kind }) => kind === 'soup');
    this.#hasNodes = model.actions.some(({ node }) => node !== undefined);
  }

  lines(): readonly Event[] {
    const { model, execution } = this;
    const nodes = [...new Set(model.actions.map(({ node }) => node ?? MODEL))];
    const moving = this.#hasNodes ? nodes.filter((node) => node !== MODEL) : nodes;
    for (const node of moving) this.#begin(node);
    const first = initialMessages(execution.initial);
    // A process that is spawned is born in the step of another; what it sends first then is sent under the name of one that is there.
    for (const node of new Set(first.map(({ from }) => from)))
      this.#first(
        node,
        first.filter(({ from }) => from === node),
      );
    for (const step of execution.steps) this.#step(step);
    for (const node of moving) this.#events.push({ kind: 'end', ...this.#position(node) });
    return this.#events;
  }

  #begin(node: string): void {
    const { spec, parameters, mutant } = this.execution;
    this.#events.push({
      kind: 'header',
      version: EVENT_VERSION,
      run: this.run,
      node,
      roles: [node],
      configuration: { parameters, ...(mutant === undefined ? {} : { mutant }) } as Json,
      spec,
    } as Event);
    this.#events.push({ kind: 'start', ...this.#position(node), durable: {} });
  }

  #position(node: string): { node: string; incarnation: number; sequence: number } {
    const sequence = (this.#sequences.get(node) ?? 0) + 1;
    this.#sequences.set(node, sequence);
    return { node, incarnation: 1, sequence };
  }

  #first(node: string, sent: readonly Transfer[]): void {
    this.#events.push({
      kind: 'step',
      ...this.#position(node),
      role: node,
      process: node,
      action: BEGINNING,
      sent: sent.map((transfer) => ({ to: [transfer.to], message: this.#sent(transfer, node) })),
      changed: {},
    } as Event);
  }

  #step(step: Step): void {
    const { node = MODEL, received } = step;
    if (step.node === undefined && this.#hasNodes) {
      if (step.action === 'duplicate' && received !== undefined) this.#duplicate(received);
      return;
    }
    const line = lineOfStep(this.model, step);
    const taken = received === undefined ? undefined : this.#taken(received);
    this.#events.push({
      kind: 'step',
      ...this.#position(node),
      role: node,
      process: node,
      action: line.action,
      ...(received === undefined || line.received === undefined
        ? {}
        : { received: { from: received.from, message: taken } }),
      sent: step.sent.map((transfer) => ({ to: [transfer.to], message: this.#sent(transfer, node) })),
      changed: line.changed,
    } as Event);
  }

  #keyOf({ from, to, message }: Transfer): string {
    return canonical([from, to, message]);
  }

  #sent(transfer: Transfer, mover: string): object {
    this.#messages += 1;
    const message = { id: `m${this.#messages}`, ...sentJson(transfer, mover) };
    const key = this.#keyOf(transfer);
    this.#onTheWay.set(key, [...(this.#onTheWay.get(key) ?? []), message]);
    return message;
  }

  /** Which of the copies it is: of a soup any, of others the last that was made. */
  #taken(transfer: Transfer): object {
    const copies = this.#onTheWay.get(this.#keyOf(transfer));
    if (copies === undefined)
      throw new Error(`${transfer.to} receives from ${transfer.from} what was not sent`);
    return this.#isSoup || copies.length === 1 ? copies[0] : (copies.pop() as object);
  }

  #duplicate(transfer: Transfer): void {
    const { to, from } = transfer;
    if (!this.#sequences.has(NETWORK)) this.#begin(NETWORK);
    const message = this.#sent(transfer, from);
    this.#events.push({
      kind: 'step',
      ...this.#position(NETWORK),
      role: NETWORK,
      process: NETWORK,
      action: 'duplicate',
      sent: [{ to: [to], message }],
      changed: { from },
    } as Event);
  }
}

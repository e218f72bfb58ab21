/**
 * How lines of a run are told as steps of an execution: under which name a process goes, and which variables a line changes. A judge knows this of the runs
 * that it judges; what it does not know is told as it was logged.
 */
import type { Assignment } from '../../checker/execution.js';
import { fromJson, type JsonValue, JsonValueError } from '../../checker/json-value.js';
import type { Parameters } from '../../checker/model.js';
import type { Positioned } from './order.js';
import { isPlain } from './plain.js';
import { receivedMessage } from './walk-line.js';

/** Variables by name, as far as lines have told them. */
export type Known = ReadonlyMap<string, unknown>;

export interface Telling {
  /** What is known of a node before its first line. */
  first(node: string): Known;
  actionOf(event: Positioned): string;
  /** What a step tells that is no state: what it executed, and answered. */
  outputsOf?(event: Positioned): Parameters;
  messageOf(message: object): unknown;
  /**
   * What is known of a node after a line of it.
   * @param before what was known of the same node
   */
  after(event: Positioned, before: Known): Known;
  /** The part of a value that some lines speak of, where values are large. */
  partOf?(value: unknown, events: readonly Positioned[]): unknown;
}

/** Runs in the words of a spec (walk-line.ts): a variable for each process, and those that a line names with `@`. */
export class SpecTelling implements Telling {
  /** @param initial the initial state of the spec */
  constructor(private readonly initial: readonly Assignment[] = []) {}

  first(node: string): Known {
    const own = this.initial.find(({ variable }) => variable === node);
    return own === undefined ? new Map() : new Map([[node, own.value]]);
  }

  actionOf(event: Positioned): string {
    return event.kind === 'step' ? event.action : event.kind;
  }

  messageOf(message: object): unknown {
    const { kind, value, ...rest } = receivedMessage(message) as {
      readonly kind?: unknown;
      readonly value?: unknown;
    };
    const isWrapped = kind === 'message' && value !== undefined && Object.keys(rest).length === 0;
    return valueOf(isWrapped ? value : receivedMessage(message));
  }

  after(event: Positioned, before: Known): Known {
    const { node } = event;
    if (event.kind === 'start') return this.first(node);
    if (event.kind !== 'step') return before;
    const after = new Map(before);
    const fields: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(event.changed)) {
      if (name.startsWith('@')) after.set(name.slice(1), valueOf(value));
      else fields[name] = valueOf(value);
    }
    const old = before.get(node);
    if (Object.keys(fields).length > 0) after.set(node, { ...(isPlain(old) ? old : {}), ...fields });
    return after;
  }
}

/** As the spec has it; where no value was written so, the JSON itself. */
function valueOf(json: unknown): unknown {
  try {
    return fromJson(json as JsonValue);
  } catch (error) {
    if (error instanceof JsonValueError) return json;
    throw error;
  }
}

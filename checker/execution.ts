/**
 * An execution as data: where it started, and each step with what moved and what changed.
 * It is what counterexamples, witnesses and random walks are; every report reads it, and none is shown
 * before it has been replayed on its spec (checker/paths/replay.ts). The lines of a recorded run that break a protocol have the same form.
 */
import type { Parameters, Transfer, Value } from './model.js';

/** Raised when the shape of a saved execution changes. */
export const EXECUTION_VERSION = 1;

/** One variable's value at one moment; of a soup, its members in canonical order. */
export interface Assignment {
  readonly variable: string;
  readonly kind: 'cell' | 'soup';
  readonly value: Value;
}

export interface Change {
  readonly variable: string;
  readonly kind: 'cell' | 'soup';
  /** The value before; of a soup, nothing. */
  readonly before?: Value;
  /** The value after; of a soup, the members that were added. */
  readonly after: Value;
}

/** A message that a step looked at in what was sent to its process, without receiving it. */
export interface ReadMessage {
  readonly from: string;
  readonly message: Value;
  /** The index in `steps` of the step that sent it; nothing where it was there from the start. */
  readonly sentAt?: number;
}

export interface Step {
  readonly action: string;
  /** The process that moved, where there is one. */
  readonly node?: string;
  readonly parameters: Parameters;
  readonly received?: Transfer;
  /** The messages on which it rests besides (checker/paths/messages-read.ts); nothing where there are none. */
  readonly read?: readonly ReadMessage[];
  readonly sent: readonly Transfer[];
  readonly changes: readonly Change[];
  /** Where it is a line of a log: `s1.jsonl:12`. */
  readonly place?: string;
}

/** How an endless execution satisfies an assumption of fairness. */
export interface FairnessNote {
  readonly kind: 'weak' | 'strong';
  readonly action: string;
  /** The process, where it is of one. */
  readonly node?: string;
  /** What tells the step apart, where it is of one: parameters, what was received. */
  readonly which?: string;
  /** Taken in the loop; of weak fairness, disabled somewhere in the loop; never enabled in the loop. */
  readonly how: 'taken' | 'disabled' | 'never-enabled';
  /** Taken: by which step, from 1 on. Disabled: after how many steps. */
  readonly at?: number;
}

/** An action, and the process whose it is, where it is of one. */
export interface ActionNote {
  readonly action: string;
  readonly node?: string;
}

export function noteOf(action: string, node: string | undefined): ActionNote {
  return node === undefined ? { action } : { action, node };
}

/** Each of some actions once, in their order. */
export function distinctNotes(notes: readonly ActionNote[]): ActionNote[] {
  return [...new Map(notes.map((note) => [JSON.stringify([note.action, note.node]), note])).values()];
}

/** Why an execution breaks a liveness property. */
export interface LivenessNote {
  /** After how many steps that is owed which then never comes. */
  readonly since?: number;
  /** Why the execution is fair, assumption by assumption. */
  readonly fairness?: readonly FairnessNote[];
  /** What is enabled somewhere in the loop and never taken there, and no fairness is assumed of it. */
  readonly unfair?: readonly ActionNote[];
  /** How many states can be reached from the last one, itself among them, none of them wanted. */
  readonly stillReachable?: number;
  /** What has steps in the loop, or in a state that is still reachable, that the bounds of the instance cut off. */
  readonly cutOff?: readonly ActionNote[];
}

/** A variable of an abstract model, with its value before a step and after it; of a soup, all its members. Before an initial state there is none. */
export interface AbstractChange {
  readonly variable: string;
  readonly kind: 'cell' | 'soup';
  readonly before?: Value;
  readonly after: Value;
}

/** What an abstract model allows in place of what was done: one of its steps, or one of its initial states. */
export interface NearNote {
  /** Of a step. */
  readonly action?: string;
  readonly node?: string;
  readonly parameters?: Parameters;
  /** What the step does, nothing where it is not enabled; of an initial state, the variables that have another value than what was mapped. */
  readonly changes: readonly AbstractChange[];
}

/** Why the last step of an execution, or its initial state, is none of an abstract model. */
export interface RefinementNote {
  /** The name of the abstract model. */
  readonly abstract: string;
  /** What the step does to it; of an initial state, all that it is mapped to. */
  readonly changes: readonly AbstractChange[];
  /** What would have been allowed and has most variables in common with it, the nearest first; where nothing was, what was not enabled. */
  readonly nearest: readonly NearNote[];
  /** How many steps, or initial states, would have been allowed in all. */
  readonly allowed: number;
}

/** A field of a line: what the protocol says it is, and what the log says. One that is not there has no value. */
export interface FieldNote {
  readonly field: string;
  readonly expected?: Value;
  readonly observed?: Value;
}

/** A condition that was asked of a line, with what it compares. */
export interface GuardNote {
  readonly name: string;
  readonly holds: boolean;
  readonly operands: { readonly [name: string]: Value };
}

/** An action that a line may have meant, and what the spec asked of it. */
export interface TriedNote {
  readonly action: string;
  /** What it was given: of what it ranges over, the member. */
  readonly given?: Value;
  readonly guards: readonly GuardNote[];
}

/** By the name that a process has in the spec, the one of its node in the log. */
export interface Names {
  readonly [process: string]: string;
}

/**
 * What a judge found in a recorded run. The steps are lines of its logs, those that led to one which is no step of the spec: so they are shown as they were
 * recorded, and not replayed. Between two of them lines may be left out.
 */
export interface RecordedNote {
  readonly run: string;
  /** Of the processes that are told of, where the log calls them otherwise. */
  readonly names?: Names;
  /** The index in `steps` of the line that the protocol does not explain. */
  readonly at: number;
  /** Of a line of a node; one of a client has none. */
  readonly incarnation?: number;
  readonly sequence?: number;
  readonly differences: readonly FieldNote[];
  /** In the order in which they were asked. */
  readonly guards: readonly GuardNote[];
  /** The same by action, where the line may have meant several. */
  readonly tried?: readonly TriedNote[];
  /** Of the process, before the line. */
  readonly state?: Value;
  /** What the spec would have allowed. */
  readonly allowed: readonly string[];
  /** The least change of the line that would make it fit. */
  readonly edit?: string;
  /** Another field, no such line, one more before it, or two the other way round. */
  readonly editKind?: 'field' | 'drop' | 'add' | 'swap';
  /** Who is likely to be wrong. */
  readonly suspect: string;
  /** What else the rule looked at: of a broken agreement both values, each with its quorum. */
  readonly evidence: readonly Assignment[];
}

export interface Execution {
  readonly spec: string;
  /** Of a saved execution of a user's spec: the path of the file that exports it, from the folder that it is saved in: `../raft.ts`. */
  readonly specFile?: string;
  readonly parameters: Parameters;
  readonly mutant?: string;
  /** The property that this execution breaks, or, of a witness, reaches. */
  readonly property?: {
    readonly name: string;
    readonly kind: string;
    readonly says: string;
    readonly parameters: Parameters;
    readonly outcome: 'violated' | 'reached';
  };
  readonly initial: readonly Assignment[];
  readonly steps: readonly Step[];
  /** For an endless execution: the index in `steps` at which the loop begins; past the last step, nothing more happens for ever. */
  readonly loopStart?: number;
  readonly liveness?: LivenessNote;
  /** Of one that ends where it must not: what has a step there that the bounds of the instance cut off. */
  readonly cutOff?: readonly ActionNote[];
  /** Of a refinement that is broken. */
  readonly refinement?: RefinementNote;
  readonly recorded?: RecordedNote;
}

/**
 * How often the moving process changes from one step to the next: the fewer, the easier an execution reads.
 * A step of no node counts as a process of its own, named by its action.
 */
export function contextSwitches(
  steps: readonly { readonly action: string; readonly node?: string }[],
): number {
  let switches = 0;
  for (let i = 1; i < steps.length; i++) {
    if (mover(steps[i]) !== mover(steps[i - 1])) switches++;
  }
  return switches;
}

/** Who moves in a step: its node, or the action itself where there is none. */
export function mover(step: { readonly action: string; readonly node?: string }): string {
  return step.node ?? `(${step.action})`;
}

/**
 * What a search may say. Four verdicts, never a boolean: a limit that was reached is Bounded, never Holds.
 */
import type { Execution } from './execution.js';
import type { Fairness, Parameters, PropertyKind } from './model.js';

/** Why a search stopped before it had seen every reachable state; or, where it has, why it could not judge liveness on them. */
export type Bound =
  | { readonly kind: 'max-states'; readonly limit: number }
  | { readonly kind: 'max-depth'; readonly limit: number }
  | { readonly kind: 'memory'; readonly limitBytes: number }
  | { readonly kind: 'interrupted' }
  | {
      readonly kind: 'liveness';
      /** The state graph did not fit into memory; or only orbits were explored. */
      readonly reason: 'memory' | 'symmetry';
      /** What to do about it. */
      readonly message: string;
    };

/** `unknown`: the search was bounded and what it saw does not decide the property. */
export type PropertyVerdict = 'holds' | 'violated' | 'unknown';

export interface PropertyReport {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly says: string;
  readonly verdict: PropertyVerdict;
  /** On how many states (invariant, reachable, deadlock) or steps (transition, refines) it was judged. */
  readonly evaluated: number;
  /** There where there are none: it is asked of nothing, and its verdict says nothing. */
  readonly instances?: 0;
  /** Reachable properties that were met: the depth at which that happened first (initial states are 1). */
  readonly depth?: number;
  /** Of liveness that was judged: assumptions of fairness, one for each action, process or step as they were declared. */
  readonly fairness?: number;
  /** Of liveness of a mutant: fairness of what occurs in no state. It forbids nothing. */
  readonly neverOccurring?: readonly Fairness[];
  /** Why it was not decided, or what else there is to know of the verdict. */
  readonly remark?: string;
}

export interface ActionReport {
  readonly name: string;
  /** Steps of this action that changed something. */
  readonly fired: number;
  /** Steps of it that the bounds of the instance cut off; absent where there are none. */
  readonly cutOff?: number;
}

/** What `--lint` tried of symmetry: that steps, and where symmetry is used properties too, treat ids alike. */
export interface SymmetryLint {
  /** On how many states. */
  readonly states: number;
  /** Whether these are all states that can be reached. */
  readonly isComplete: boolean;
  /** How many exchanges of two ids were tried on each. */
  readonly exchanges: number;
  /** Ids that stand in none of these states, and in no variable's name, action or property: they may be called otherwise there. */
  readonly unnamed: readonly { readonly sort: string; readonly ids: readonly string[] }[];
}

/** Messages of one kind that have different fields, as `--lint` finds them. */
export interface MessagesApart {
  readonly kind: string;
  /** Each list of fields that one of them has, beside its kind. */
  readonly fields: readonly (readonly string[])[];
}

/** What was tried of the symmetry that a search used, unasked; `unnamed` are sorts of which no id was met. */
export type SymmetryTrial = Pick<SymmetryLint, 'states' | 'isComplete' | 'unnamed'>;

/** The symmetry that a search used. */
export interface SymmetryUsed {
  /** How many ids of each sort may change places. */
  readonly sorts: readonly { readonly name: string; readonly ids: number }[];
  /** So many states, at most, are one orbit. */
  readonly groupSize: number;
}

/** The state graph that was kept for liveness. */
export interface GraphKept {
  readonly states: number;
  /** Steps, those that lead to the same state by the same step of the spec counted once. */
  readonly edges: number;
  /** What it took, with all that was needed to judge it. */
  readonly bytes: number;
  /** Besides those of the search. */
  readonly seconds: number;
}

/** What was explored, whatever the verdict. */
export interface Coverage {
  readonly distinct: number;
  /** Initial states and every step that changes something, duplicates too, as TLC counts. */
  readonly generated: number;
  /** Levels of the breadth-first search, the initial states being level 1, as TLC counts. */
  readonly depth: number;
  /** States found but not expanded; 0 when the search closed. */
  readonly queue: number;
  readonly seconds: number;
  /** Threads that searched. */
  readonly workers: number;
  readonly peakMemoryBytes: number;
  /** Bytes of the visited set and of the parent links, a state; the frontier is not in it. */
  readonly bytesPerState: number;
  /** The chance that two distinct states shared a 64-bit fingerprint, so that one was taken for seen. */
  readonly collisionProbability: number;
  readonly specCalls: number;
  readonly tableHits: number;
  readonly actions: readonly ActionReport[];
  readonly properties: readonly PropertyReport[];
  /** Where one state stood for its orbit: `distinct` are orbits. */
  readonly symmetry?: SymmetryUsed;
  /** Where symmetry was used and not linted: that it was tried all the same, on few states. */
  readonly symmetryTrial?: SymmetryTrial;
  /** Where symmetry was linted. */
  readonly symmetryLint?: SymmetryLint;
  /** Where messages were linted, and some of one kind have other fields. */
  readonly messagesApart?: readonly MessagesApart[];
  /** Where liveness was judged. */
  readonly graph?: GraphKept;
}

/** Every reachable state was seen, and breaks nothing that was asked. Of a model that asks nothing (`asksNothing`) that says nothing. */
export interface Holds {
  readonly kind: 'holds';
  readonly coverage: Coverage;
}

export interface Violated {
  readonly kind: 'violated';
  readonly property: string;
  /** Of a quantified property, the instance that failed. */
  readonly parameters: Parameters;
  readonly coverage: Coverage;
  /** Absent for a `reachable` property: that no state satisfies it has no single execution as a witness. */
  readonly execution?: Execution;
}

export interface Bounded {
  readonly kind: 'bounded';
  readonly bound: Bound;
  readonly coverage: Coverage;
}

/** The spec itself is at fault: it threw, mutated its input, is not a function of its input, or is malformed. */
export interface SpecFault {
  readonly kind: 'spec-error';
  readonly message: string;
  /** What the spec threw, if it threw. */
  readonly cause?: unknown;
  readonly coverage: Coverage;
  /** The execution that leads to the state in which the spec failed. */
  readonly execution?: Execution;
}

export type Verdict = Holds | Violated | Bounded | SpecFault;

/** Whether nothing was asked: there is no property, or none that has instances. */
export function asksNothing({
  properties,
}: {
  readonly properties: readonly { readonly instances?: 0 }[];
}): boolean {
  return properties.every(({ instances }) => instances === 0);
}

/**
 * What is found out about a history. There are three verdicts, and nothing may make two of them: that a budget was used up is neither a yes nor a no.
 */
import type { Json, Operation } from './history.js';

export type Verdict =
  | { readonly kind: 'linearizable' }
  | {
      readonly kind: 'not-linearizable';
      /** One for each object that has no order; first the one whose shortest prefix ends first. */
      readonly failures: readonly [Failure, ...Failure[]];
    }
  /** Of some object it is not known within the budget; or no operation has returned, so that there was nothing to judge. */
  | { readonly kind: 'unknown'; readonly reason: 'budget' | 'nothing-returned' };

export interface Judgement {
  readonly verdict: Verdict;
  readonly models: readonly string[];
  readonly operations: number;
  readonly clients: number;
  readonly parts: readonly PartJudgement[];
  /** Configurations entered, those for the sake of the explanation included. */
  readonly configurations: number;
}

export interface PartJudgement {
  /** Undefined where there is only one object, without a name. */
  readonly name: string | undefined;
  readonly operations: readonly Operation[];
  readonly configurations: number;
  readonly result:
    | { readonly kind: 'linearizable'; readonly order: readonly Step[] }
    | { readonly kind: 'not-linearizable'; readonly failure: Failure }
    /** Nothing is known but that orders were found as far as this operation, which returns next. */
    | { readonly kind: 'unknown'; readonly reached: Operation };
}

/** An operation in its place in an order. */
export interface Step {
  readonly operation: Operation;
  /** Of the object, after it. */
  readonly state: string;
}

/** Why an object has no order, told of the shortest part of the history that has none. */
export interface Failure {
  readonly part: string | undefined;
  /** The last line of the shortest prefix that fails: there this operation returns, or fails. */
  readonly operation: Operation;
  readonly line: number;
  /** False where the budget was used up before it was known that no shorter one fails. */
  readonly isShortest: boolean;
  /** An order that explains all answers before that line: the longest linearization. Undefined where the budget was used up before one was found. */
  readonly order: readonly Step[] | undefined;
  /** What the operation would answer wherever the answers before can be explained; each once. */
  readonly wouldAnswer: readonly Json[];
  /** What finds no place in the prefix, where it is not the operation itself: that one has a place, but only with this one left over. */
  readonly leftOver: Operation | undefined;
}

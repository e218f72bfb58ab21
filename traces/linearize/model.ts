/**
 * What an object does when operations come one at a time: the sequential specification of Herlihy and Wing (1990, section 2.1). A state
 * and a call have one next state and one answer, so that a failure can be told as the answer that would have been given.
 */
import { equalValues } from '../../checker/canonical.js';
import type { Call, Json, Operation } from './history.js';

export interface Outcome<State> {
  readonly state: State;
  /** Undefined where there is nothing to tell but that it was done. */
  readonly answer: Json | undefined;
}

export interface Action<State> {
  /** What is wrong with what is asked, if something is: `takes a pair [from, to]`. */
  readonly refuse?: (call: Call) => string | undefined;
  /** What is wrong with what was answered: that no object of this kind says such a thing. */
  readonly refuseAnswer?: (answer: Json) => string | undefined;
  /**
   * Pure.
   * @param observed what was answered, where that is known; for objects that may answer in several ways
   */
  readonly step: (state: State, call: Call, observed: Json | undefined) => Outcome<State>;
  /** Whether it changes nothing, in whatever state it gives that answer. To say so is no duty, but saves the search much. */
  readonly observes?: (observed: Json | undefined) => boolean;
  /**
   * What the value of its key must be for that answer, where one value alone will do; undefined where that is not so, or not known. With `leaves` it saves the search much:
   * a value that somebody is still to read is not overwritten for good.
   */
  readonly needs?: (call: Call, observed: Json | undefined) => Json | undefined;
  /** Whether it does the same, and may answer so, whatever was there. */
  readonly isBlind?: (observed: Json | undefined) => boolean;
  /** The value that it gives its key if it changes it, whatever was there; where nothing is said, any. */
  readonly leaves?: (call: Call) => Json;
  /** Whether what was answered is what the model answers, where it need not tell as much: equal, if nothing is said. */
  readonly agrees?: (observed: Json, answer: Json) => boolean;
}

/** States are immutable. */
export interface ObjectModel<State = unknown> {
  readonly name: string;
  /** What one of its objects is called: `key`. */
  readonly noun: string;
  /** For `--help`. */
  readonly title: string;
  readonly init: State;
  readonly actions: Readonly<Record<string, Action<State>>>;
  /** Two states are equal exactly when their texts are. */
  readonly identify: (state: State) => string;
  /** After whatever has happened: `the register holds 3`. */
  readonly describe: (state: State) => string;
  /**
   * The part of the state that a call is about, as text: calls of different parts never meet (Herlihy and Wing 1990, section 3.1: a history is linearizable
   * if that of each object is). Undefined for a call about all objects, which makes one of them.
   */
  readonly partition: (call: Call) => string | undefined;
  /**
   * What to try first where several operations could be taken: smaller numbers first, in place of the order of returns. It decides how long a search takes, never what it finds.
   * @param operations of the part
   */
  readonly urgency?: (operations: readonly Operation[]) => (operation: Operation) => number;
  /** Whether a step depends on who calls. */
  readonly isByClient: boolean;
}

/**
 * One operation at a time, alone: what the object answers, and whether that is what was observed.
 * @param observed undefined where it is not known, which agrees with everything
 */
export function stepOf<State>(
  model: ObjectModel<State>,
  state: State,
  call: Call,
  observed: Json | undefined,
): Outcome<State> & { readonly agrees: boolean } {
  const { step, agrees = equalValues } = model.actions[call.action];
  const outcome = step(state, call, observed);
  const { answer } = outcome;
  return { ...outcome, agrees: observed === undefined || answer === undefined || agrees(observed, answer) };
}

/** A model with its states forgotten: who holds it only passes them on. */
export function sealed<State>(model: ObjectModel<State>): ObjectModel {
  // Sound as long as states of one model are not given to another, and nobody but the model makes states.
  return model as unknown as ObjectModel;
}

/**
 * A model at integer speed: states are numbered as they are met, operations that ask and answer alike are one class, and what a class does to a state
 * is asked of the model once and then looked up.
 */
import { canonical } from '../../checker/canonical.js';
import type { Call, Json } from './history.js';
import { type ObjectModel, stepOf } from './model.js';
import { NONE, Pairs } from './pairs.js';

/** In place of the next state: the model would have answered otherwise. */
export const REFUSED = -1;

/** A call, and what it answered; undefined where that is not known. */
interface Class {
  readonly call: Call;
  readonly answer: Json | undefined;
  readonly observes: boolean;
  readonly key: number;
  readonly needs: number;
  readonly leaves: number;
  readonly isVague: boolean;
}

/** In place of a value: none, of what needs or changes none; and any, of what leaves nobody knows what. */
export const NO_VALUE = -1;
export const ANY_VALUE = -2;

export class Transitions {
  readonly #states: unknown[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #classes: Class[] = [];
  readonly #classNumbers = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  /** By key and value. */
  readonly #values = new Map<string, number>();
  /** By state and class: the next state, or REFUSED. */
  readonly #next = new Pairs();
  readonly init: number;

  constructor(readonly model: ObjectModel) {
    this.init = this.#number(model.init);
  }

  /** The class of operations like this. */
  classOf(call: Call, answer: Json | undefined): number {
    const { client, action, key, argument } = call;
    const text = canonical([action, key, argument, answer, this.model.isByClient ? client : null]);
    const known = this.#classNumbers.get(text);
    if (known !== undefined) return known;
    this.#classNumbers.set(text, this.#classes.length);
    const of = this.model.actions[action];
    const observes = of.observes?.(answer) ?? false;
    const needed = of.needs?.(call, answer);
    const leaves = of.leaves === undefined ? ANY_VALUE : this.#valueOf(call, of.leaves(call));
    this.#classes.push({
      call,
      answer,
      observes,
      key: numberIn(this.#keys, canonical(key)),
      needs: needed === undefined ? NO_VALUE : this.#valueOf(call, needed),
      leaves: observes ? NO_VALUE : leaves,
      isVague: needed === undefined && !(of.isBlind?.(answer) ?? false),
    });
    return this.#classes.length - 1;
  }

  #valueOf({ key }: Call, value: Json): number {
    return numberIn(this.#values, canonical([key, value]));
  }

  /** The state after an operation of that class, or REFUSED. */
  next(state: number, number: number): number {
    const known = this.#next.get(state, number);
    return known === NONE ? this.#ask(state, number) : known;
  }

  /** Whether operations of that class change nothing, in whatever state they give their answer. */
  observes(number: number): boolean {
    return this.#classes[number].observes;
  }

  /** The number of the key that operations of that class are about. */
  keyOf(number: number): number {
    return this.#classes[number].key;
  }

  /** The number of the value that the key must have for their answer, or NO_VALUE. */
  needs(number: number): number {
    return this.#classes[number].needs;
  }

  /** The number of the value that the key has after them where they change it, ANY_VALUE, or NO_VALUE of those that change nothing. */
  leaves(number: number): number {
    return this.#classes[number].leaves;
  }

  /** Whether what they do or answer depends on what was there otherwise than by one value that they need. */
  isVague(number: number): boolean {
    return this.#classes[number].isVague;
  }

  /** Keys and values that have numbers so far. */
  get sizes(): { readonly keys: number; readonly values: number } {
    return { keys: this.#keys.size, values: this.#values.size };
  }

  /** What the object would answer in that state. */
  answer(state: number, number: number): Json | undefined {
    const { call, answer } = this.#classes[number];
    return stepOf(this.model, this.#states[state], call, answer).answer;
  }

  #ask(state: number, number: number): number {
    const { call, answer, observes } = this.#classes[number];
    const outcome = stepOf(this.model, this.#states[state], call, answer);
    const next = outcome.agrees ? this.#number(outcome.state) : REFUSED;
    // The search relies on it.
    if (observes && next !== REFUSED && next !== state)
      throw new Error(`${call.action} of ${this.model.name} changes a state that it was to observe`);
    this.#next.set(state, number, next);
    return next;
  }

  #number(state: unknown): number {
    const text = this.model.identify(state);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#states.length);
    this.#states.push(state);
    return this.#states.length - 1;
  }
}

/** Numbers from 0, in the order in which they are asked for. */
function numberIn(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

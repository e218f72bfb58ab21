/**
 * A model at integer speed: states are numbered as they are met, operations that ask and answer alike are one class, and what a class does to a state
 * is asked of the model once and then looked up.
 */
import { canonical } from '../../checker/canonical.js';
import type { Call, Json } from './history.js';
import { type ObjectModel, stepOf } from './model.js';

/** In place of the next state: the model would have answered otherwise. */
export const REFUSED = -1;
const UNKNOWN = -2;

/** A call, and what it answered; undefined where that is not known. */
interface Class {
  readonly call: Call;
  readonly answer: Json | undefined;
  /** By state: the next one, REFUSED or UNKNOWN. */
  next: Int32Array;
}

export class Transitions {
  readonly #states: unknown[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #classes: Class[] = [];
  readonly #classNumbers = new Map<string, number>();
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
    this.#classes.push({ call, answer, next: new Int32Array(8).fill(UNKNOWN) });
    return this.#classes.length - 1;
  }

  /** The state after an operation of that class, or REFUSED. */
  next(state: number, number: number): number {
    const row = this.#classes[number].next;
    const known = state < row.length ? row[state] : UNKNOWN;
    return known === UNKNOWN ? this.#ask(state, number) : known;
  }

  /** What the object would answer in that state. */
  answer(state: number, number: number): Json | undefined {
    const { call, answer } = this.#classes[number];
    return stepOf(this.model, this.#states[state], call, answer).answer;
  }

  #ask(state: number, number: number): number {
    const asked = this.#classes[number];
    const outcome = stepOf(this.model, this.#states[state], asked.call, asked.answer);
    const next = outcome.agrees ? this.#number(outcome.state) : REFUSED;
    if (state >= asked.next.length) {
      const longer = new Int32Array(Math.max(state + 1, asked.next.length * 2)).fill(UNKNOWN);
      longer.set(asked.next);
      asked.next = longer;
    }
    asked.next[state] = next;
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

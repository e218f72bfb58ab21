/** What one line is held against: the spec's answer, field by field, and the guards that the spec and the mapping asked. */
import { type GuardReading, guardsAsked } from '../../../spec/kit/guard.js';
import { type AnyMessage, ignore, type Reaction, type Role, type Self } from '../../../spec/kit/role.js';
import { differencesOf, sameJson } from '../../conform/differences.js';
import type { StepEvent } from '../../conform/judge.js';
import type { Difference } from '../../conform/verdict.js';
import type { Names } from './names.js';
import { areWords, words } from './words.js';

/** A message that is to be sent; ids and epochs of the sender are not compared. */
export interface Expected {
  /** Any receivers will do where nothing is said. */
  readonly to?: readonly string[];
  readonly message: { readonly kind: string; readonly [field: string]: unknown };
}

/** A message that the spec's code was given. */
interface Received {
  readonly receive: (self: never, state: never, from: string, message: never) => unknown;
  readonly self: unknown;
  readonly state: unknown;
  readonly from: string;
  readonly message: unknown;
  readonly about: RegExp | undefined;
}

export class Check {
  readonly differences: Difference[] = [];
  /** Guards of the mapping that do not hold. */
  readonly #own: GuardReading[] = [];
  readonly #received: Received[] = [];
  readonly #asked: { readonly run: () => unknown; readonly about: RegExp | undefined }[] = [];
  /** What the mapping says is wrong, where no field says it. */
  says: string | undefined;

  /** @param isStateLogged whether lines say what changed; where they do not, what is said of it is not compared */
  constructor(private readonly isStateLogged = true) {}

  get isBroken(): boolean {
    return this.differences.length > 0;
  }

  /**
   * What explains the differences: the guards of the spec code that was asked about such fields, and those of the mapping's own that do not
   * hold (one that holds leads to nothing).
   */
  guards(): readonly GuardReading[] {
    const fields = this.differences.map(({ field }) => field);
    const received = this.#received.map(({ receive, self, state, from, message, about }) => ({
      run: () => receive(self as never, state as never, from, message as never),
      about,
    }));
    const asked = [...received, ...this.#asked].filter(
      ({ about }) => about === undefined || fields.some((one) => about.test(one)),
    );
    return [...asked.flatMap(({ run }) => guardsAsked(run).guards), ...this.#own];
  }

  /** What the spec's process answers to a message: as `ask`. */
  receive<S extends object, M extends AnyMessage, C>(
    { receive }: Role<S, M, C>,
    self: Self<C>,
    state: S,
    from: string,
    message: M,
    about?: RegExp,
  ): Reaction<S, M> {
    if (receive === undefined) return ignore;
    this.#received.push({ receive, self, state, from, message, about });
    return receive(self, state, from, message);
  }

  /**
   * Asks spec code, which is pure: it is asked again where its guards are to be told.
   * @param about the fields that its answer is about; where nothing is said, all
   */
  ask<T>(run: () => T, about?: RegExp): T {
    this.#asked.push({ run, about });
    return run();
  }

  /** A guard of the mapping: what the spec leaves open, or does not have, and the implementation may do only so. */
  guard(name: string, holds: boolean, operands: Readonly<Record<string, unknown>>): boolean {
    if (holds) return true;
    this.#own.push({ name, holds, operands });
    this.says ??= `not allowed: ${name}`;
    this.differences.push({ field: name, expected: true, observed: false });
    return false;
  }

  /** @param key which entry of the field, where it is a map */
  same(field: string, expected: unknown, observed: unknown, key?: string | number): void {
    if (sameJson(expected, observed) || (!this.isStateLogged && /\bchanged\b/.test(field))) return;
    this.differences.push(
      ...differencesOf(expected, observed, key === undefined ? field : `${field}[${key}]`),
    );
  }

  /** The same names, in any order. */
  members(field: string, expected: readonly string[], observed: readonly string[]): void {
    if (expected.length === observed.length && expected.every((name) => observed.includes(name))) return;
    this.same(field, [...expected].sort(), [...observed].sort());
  }

  /** Entries of these names, and of no others, are in what the line tells of a map. */
  entries(field: string, expected: readonly (string | number)[], observed: object | null | undefined): void {
    const there = observed ?? {};
    let left = expected.length;
    for (const _ in there) left -= 1;
    if (left === 0 && expected.every((name) => Object.hasOwn(there, name))) return;
    this.same(field, expected.map(String).sort(), Object.keys(there).sort());
  }

  /** Entries of these names are taken out of a map, which is told as null, and nothing else happens to it. */
  gone(
    field: string,
    expected: readonly (string | number)[],
    observed: Readonly<Record<string, unknown>> | undefined,
  ): void {
    this.entries(field, expected, observed);
    for (const name in observed) if (observed[name] !== null) this.same(field, null, observed[name], name);
  }

  sendsNothing({ sent }: StepEvent): void {
    if (sent.length === 0) return;
    const kinds = sent.map(({ message }) => message.kind);
    this.same('sent', [], kinds);
  }

  /** What the line says was sent is this, in this order. */
  sends({ sent }: StepEvent, names: Names, expected: readonly Expected[]): void {
    if (sent.length !== expected.length) {
      this.same(
        'sent',
        expected.map(({ message }) => message.kind),
        sent.map(({ message }) => message.kind),
      );
      return;
    }
    for (let i = 0; i < expected.length; i++) {
      const { to, message } = expected[i];
      if (to !== undefined && !sameJson(to, sent[i].to))
        this.same(`sent[${i}].to`, [...to].sort(), [...sent[i].to].sort());
      if (!areWords(names, message, sent[i].message))
        this.same(`sent[${i}].message`, message, words(names, sent[i].message));
    }
  }

  /** What the line says changed is this and nothing else. */
  changes({ changed }: StepEvent, expected: Readonly<Record<string, unknown>>): void {
    this.same('changed', expected, changed);
  }
}

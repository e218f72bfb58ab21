/**
 * What the checker explores: a Model is variables, initial states, actions and properties.
 *
 * A state gives each variable a value. Two kinds of variable: a *cell* holds one immutable value; a *soup*
 * is a set that only grows, such as "every message ever sent". An action is a pure function that reads some
 * variables through a View and answers with every outcome that it allows; the engine tabulates the answer
 * under exactly the words that were read, so purity is not a matter of taste (checker/table.ts).
 *
 * The checker knows no protocol. Labels that make executions readable (node, message received, messages
 * sent) travel as plain data in `Transfer` and are never interpreted.
 */

/** Plain immutable data, or Immutable's Map, Set, List, Record of it (checker/canonical.ts says exactly what). */
export type Value = unknown;

/** What a parameter of an action or a property instance may be. */
export type Primitive = string | number | boolean | null;

/** Named parameters of one instance of an action or a property, such as `{ ballot: 2, acceptor: 'a1' }`. */
export type Parameters = Readonly<Record<string, Primitive>>;

/** A variable that holds one immutable value. */
export interface Cell<T> {
  readonly kind: 'cell';
  readonly name: string;
  /** Its value is an array whose order has no meaning: it is kept in the order of the items' canonical texts, whatever the ids are called. */
  readonly isUnordered?: boolean;
  /** Never present: it only carries the type of the values. */
  readonly type?: T;
}

/** A variable that is a set which only grows. Its members are plain objects or primitives. */
export interface Soup<M> {
  readonly kind: 'soup';
  readonly name: string;
  /** Never present: it only carries the type of the members. */
  readonly type?: M;
}

export type Variable = Cell<never> | Soup<never> | Cell<unknown> | Soup<unknown>;

/** A declared cell. Names are unique in a model. */
export function cell<T>(name: string): Cell<T> {
  return { kind: 'cell', name };
}

/**
 * A declared cell that holds a list whose order has no meaning, such as a bag of messages. Who assigns it keeps the list in the order of
 * its items' canonical texts, so that equal bags are one value; a renaming of ids puts it in order again. It may hold null.
 */
export function unorderedCell<T>(name: string): Cell<readonly T[]> {
  return { kind: 'cell', name, isUnordered: true };
}

/** A declared soup. Names are unique in a model. */
export function soup<M>(name: string): Soup<M> {
  return { kind: 'soup', name };
}

/**
 * Selects members of a soup: a member matches when every field of the pattern equals the member's field;
 * nested plain objects are patterns again. A primitive matches itself, `undefined` matches everything.
 */
export type Pattern<M> = M extends object ? { readonly [K in keyof M]?: Pattern<M[K]> } : M;

/** The members that a pattern can match: where it gives a `kind`, those of that kind. */
export type Matching<M, P> = P extends { readonly kind: infer K } ? OfKind<M, K> : M;

type OfKind<M, K> = M extends { readonly kind: infer Own } ? ([Own & K] extends [never] ? never : M) : never;

/**
 * Refuses fields, at any depth, that no member has which the pattern can match: a pattern with one would silently match nothing. Where it
 * gives a `kind`, these are the fields of that kind.
 */
export type OnlyFieldsOf<M, P> = {
  readonly [K in keyof P]: K extends FieldOf<Matching<M, P>>
    ? OnlyFieldsOfPart<PartOf<Matching<M, P>, K>, P[K]>
    : NoSuchField<K, FieldOf<Matching<M, P>>>;
};

/** Lists, Immutable's collections and primitives are no patterns: they are compared as they are. */
type OnlyFieldsOfPart<M, P> = P extends readonly unknown[] | { readonly toJS: unknown }
  ? unknown
  : P extends object
    ? OnlyFieldsOf<M, P>
    : unknown;

/** What TypeScript shows where it refuses a pattern: the field that is none, and those that there are. */
export interface NoSuchField<Field, ThereAre> {
  readonly 'no such field': Field;
  readonly 'there are': ThereAre;
}

/** The fields of a union: those of each of its members. */
type FieldOf<M> = M extends unknown ? keyof M : never;
type PartOf<M, K> = M extends unknown ? (K extends keyof M ? M[K] : never) : never;

/** The window through which spec code sees a state. Every read is recorded. */
export interface View {
  /** The value of a cell. */
  get<T>(cell: Cell<T>): T;
  /**
   * The members of a soup that match the pattern, in the order of their canonical text (never in the order
   * in which they came, which no protocol may depend on).
   */
  sent<M, const P extends Pattern<M> = Pattern<M>>(
    soup: Soup<M>,
    pattern?: P & OnlyFieldsOf<M, P>,
  ): readonly Matching<M, P>[];
}

/**
 * A function of the old value of a cell that an action need not read, such as appending to a queue.
 * It is tabulated on its own, so that a sender does not depend on what the receiver has not read yet.
 */
export interface Blind<T, A> {
  readonly name: string;
  readonly apply: (old: T, argument: A) => T;
}

/** A named blind update. The name identifies it: two different functions never share one in a model. */
export function blind<T, A>(name: string, apply: (old: T, argument: A) => T): Blind<T, A> {
  return { name, apply };
}

/** One change that an outcome makes to one variable. */
export type Update =
  | { readonly kind: 'set'; readonly cell: Cell<never>; readonly value: Value }
  | { readonly kind: 'add'; readonly soup: Soup<never>; readonly member: Value }
  | {
      readonly kind: 'change';
      readonly cell: Cell<never>;
      readonly by: { readonly name: string; readonly apply: (old: never, argument: never) => Value };
      readonly argument: Value;
    };

/** Assign a value to a cell. The last assignment of an outcome to a cell wins. */
export function set<T>(cell: Cell<T>, value: NoInfer<T>): Update {
  return { kind: 'set', cell: cell as Cell<never>, value };
}

/** Add a member to a soup. Adding what is there changes nothing. */
export function add<M>(soup: Soup<M>, member: NoInfer<M>): Update {
  return { kind: 'add', soup: soup as Soup<never>, member };
}

/** Change a cell by a blind function of its old value. */
export function change<T, A>(cell: Cell<T>, by: Blind<T, A>, argument: NoInfer<A>): Update {
  return { kind: 'change', cell: cell as Cell<never>, by, argument };
}

/** A message on its way, as executions show it. */
export interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly message: Value;
}

/** One thing that an action may do. No outcome at all means that the action is disabled. */
export interface Outcome {
  readonly updates: readonly Update[];
  /** Choices that the action made beyond its instance's parameters, shown in executions. */
  readonly parameters?: Parameters;
  /** The message that this step consumed or reacted to, shown in executions. */
  readonly received?: Transfer;
  /** The messages that this step sent, shown in executions. */
  readonly sent?: readonly Transfer[];
  /** It would lead outside the bounds of the instance: it is no step, whatever its updates, but it is counted. */
  readonly isCutOff?: boolean;
}

/** An action that ranges over the elements of one variable: one table for each element. */
export type Over =
  /** Each member of a soup that is there. */
  | { readonly kind: 'soup'; readonly soup: Soup<never> }
  /** Each element of a cell's value, as `elements` lists them (equal elements once). */
  | {
      readonly kind: 'cell';
      readonly cell: Cell<never>;
      readonly elements: (value: never) => readonly Value[];
    };

export const over = {
  soup: <M>(soup: Soup<M>): Over => ({ kind: 'soup', soup: soup as Soup<never> }),
  cell: <T, E>(cell: Cell<T>, elements: (value: T) => readonly E[]): Over => ({
    kind: 'cell',
    cell: cell as Cell<never>,
    elements: elements as (value: never) => readonly Value[],
  }),
};

/** One instance of an action: a name shared by all instances, and the parameters that tell it apart. */
export interface Action {
  /** Where `over` is given, the name may depend on the element: `receive prepare`. */
  readonly name: string | ((element: Value) => string);
  /** How every such name begins, where that is known: `receive `. What begins otherwise is then no name of this action. */
  readonly nameBegins?: string;
  /** The process that moves, where there is one. */
  readonly node?: string;
  readonly parameters?: Parameters;
  readonly over?: Over;
  /** Every outcome that is allowed. Pure: the answer depends on the reads and the element alone. */
  readonly run: (view: View, element: Value) => readonly Outcome[];
}

/** The name of an action for one element. */
export function actionName(action: Action, element: Value): string {
  return typeof action.name === 'string' ? action.name : action.name(element);
}

/** One instance of a quantified property: "for every ballot b", with this b. */
export interface StateInstance {
  readonly parameters?: Parameters;
  readonly holds: (view: View) => boolean;
}

export interface StepInstance {
  readonly parameters?: Parameters;
  readonly holds: (before: View, after: View) => boolean;
}

interface PropertyHead {
  readonly name: string;
  /** One sentence for a reader. */
  readonly says: string;
}

/** Holds in every reachable state. */
export interface Invariant extends PropertyHead {
  readonly kind: 'invariant';
  readonly instances: readonly StateInstance[];
}

/**
 * Holds at every step that changes something of the state: Lamport's [P]_v, where v is all variables (Lamport 1994, section 4). So a step that
 * leaves alone what the predicate speaks of must satisfy it too: "unless it changes, or …" is for the predicate to say.
 */
export interface Transition extends PropertyHead {
  readonly kind: 'transition';
  readonly instances: readonly StepInstance[];
}

/** Some reachable state satisfies it: the proof that a green verdict is not vacuous. */
export interface Reachable extends PropertyHead {
  readonly kind: 'reachable';
  readonly instances: readonly StateInstance[];
}

/** A state without a step must satisfy `mayEnd`; any other such state is a deadlock. */
export interface Deadlock extends PropertyHead {
  readonly kind: 'deadlock';
  readonly mayEnd: (view: View) => boolean;
}

/** The value of one abstract variable as a function of the concrete state. */
export type Mapping =
  | { readonly kind: 'cell'; readonly cell: Cell<never>; readonly value: (view: View) => Value }
  | { readonly kind: 'soup'; readonly soup: Soup<never>; readonly members: (view: View) => readonly Value[] };

/** Every step maps to a step or a stutter of `abstract`, every initial state to an initial state of it. */
export interface Refines extends PropertyHead {
  readonly kind: 'refines';
  readonly abstract: Model;
  /** One mapping for each variable of the abstract model. */
  readonly mapping: readonly Mapping[];
}

/**
 * An assumption about endless executions: an action is not put off for ever. A step of the action is one that changes something
 * (<A>_v of Lamport 1994).
 *
 * - weak: not from some moment on always enabled and never taken (justice, Manna and Pnueli 1992);
 * - strong: taken infinitely often if enabled infinitely often (compassion).
 */
export interface Fairness {
  readonly kind: 'weak' | 'strong';
  /** A name of actions. */
  readonly action: string;
  /** Only this process's. */
  readonly node?: string;
  /**
   * One assumption in all where nothing is said: somebody takes the action. Or one for each process that has it; or one for each
   * step, told apart by process, parameters and the element that it is given (the message received).
   */
  readonly each?: 'node' | 'step';
}

/** In every fair execution some state satisfies it; with several instances, each of them is satisfied by some state. */
export interface Eventually extends PropertyHead {
  readonly kind: 'eventually';
  readonly instances: readonly StateInstance[];
  readonly fairness: readonly Fairness[];
}

/** One instance of `leadsTo`. */
export interface ResponseInstance {
  readonly parameters?: Parameters;
  readonly from: (view: View) => boolean;
  readonly to: (view: View) => boolean;
}

/** In every fair execution each state that satisfies `from` satisfies `to` too, or is followed by one that does. */
export interface LeadsTo extends PropertyHead {
  readonly kind: 'leadsTo';
  readonly instances: readonly ResponseInstance[];
  readonly fairness: readonly Fairness[];
}

/** From every reachable state a state that satisfies it can still be reached (AG EF); with several instances, one for each. */
export interface Possible extends PropertyHead {
  readonly kind: 'possible';
  readonly instances: readonly StateInstance[];
}

/** What is judged on the finished state graph (checker/liveness/liveness.ts): no single state or step breaks it. */
export type LivenessProperty = Eventually | LeadsTo | Possible;
/** What is judged while states are found. */
export type SafetyProperty = Invariant | Transition | Reachable | Deadlock | Refines;
export type Property = SafetyProperty | LivenessProperty;
export type PropertyKind = Property['kind'];

export const LIVENESS_KINDS: readonly PropertyKind[] = [
  'eventually',
  'leadsTo',
  'possible',
] satisfies LivenessProperty['kind'][];

export function isLiveness(property: Property): property is LivenessProperty {
  return LIVENESS_KINDS.includes(property.kind);
}

/** Whether it asks anything at this size: one without instances says nothing. */
export function isAsked(property: Property): boolean {
  return !('instances' in property) || property.instances.length > 0;
}

/** Ids that stand for processes or values, of which there are several alike. */
export interface Sort {
  readonly name: string;
  /** Strings: whatever string equals one of them, in a value or as a word of a variable's name, is that id. */
  readonly ids: readonly string[];
  /** Why the ids are not alike after all, where the protocol orders them: "ballots are numbered by proposer". */
  readonly ordered?: string;
}

/** A value that may be decided, and in which states some process has decided it. What can still be decided is valence (checker/liveness/valence.ts). */
export interface Decision {
  readonly value: string;
  readonly holds: (view: View) => boolean;
}

export interface Model {
  readonly name: string;
  /** Processes and values that may change places (checker/symmetry.ts). */
  readonly sorts?: readonly Sort[];
  readonly variables: readonly Variable[];
  /** Each initial state as updates: every cell is set, soups hold what is added and are empty otherwise. */
  readonly initial: readonly (readonly Update[])[];
  readonly actions: readonly Action[];
  readonly properties: readonly Property[];
  /** Where processes decide on something: every value that there is. */
  readonly decisions?: readonly Decision[];
  /** Whether processes work in rounds, which bound all delays (checker/rounds.ts): what is undecided for ever without bounds has then no meaning. */
  readonly isSynchronous?: boolean;
}

/**
 * Judges states and steps by the model's properties, at integer speed: each instance of a quantified
 * property is a table like an action's, and is looked at only where a word that it reads has changed.
 *
 * Why that is enough. A state predicate is a function of the words that it reads. Each table remembers every
 * word that it ever read; a state that differs from its predecessor in none of them shows the table the same
 * words along the same path, so the answer is the predecessor's, which was judged. For a step predicate the same holds of
 * steps that change nothing it reads, which satisfy it by definition (checker/model.ts, Transition); so that the
 * words along the path are known before such a step is passed over, each state is looked at as a step to itself.
 */
import type { Engine } from '../engine.js';
import type { Invariant, Model, Parameters, Property, Reachable, Transition, View } from '../model.js';
import { NondeterminismError } from '../table.js';
import { WORDS_MAX } from '../tables/layout.js';
import { Reads, RecordingView } from '../tables/view.js';
import { type Receive, SharedAnswers } from '../threads/shared-answers.js';
import type { SharedArrays } from '../threads/shared-arrays.js';
import type { SharedLog } from '../threads/shared-log.js';
import { placeName, SpecFailure } from '../user-code/spec-call.js';
import { ThawingView } from '../user-code/thaw.js';
import { Refinement } from './refinement.js';

const FALSE = 0;
const TRUE = 1;
/** The leaf of a table that was dropped. */
const DIRECT = 2;

const MISSES_BEFORE_JUDGED = 4096;

/** A property that does not hold, with the instance that fails. */
export interface Failure {
  readonly property: Property;
  readonly parameters: Parameters;
}

/** Words that an instance of a property was seen to read, in the log that threads share. */
interface ReadsEntry {
  readonly kind: 'reads';
  /** The place of the instance among all that have tables. */
  readonly number: number;
  readonly words: readonly number[];
}

/** One instance of a property, with its table. */
interface Instance {
  /** Its place among all that have tables, the same in every thread. */
  readonly number: number;
  readonly property: Property;
  readonly parameters: Parameters | undefined;
  readonly table: number;
  readonly holds: (before: View, after: View) => boolean;
  /** Every word that it ever read, before or after the step. */
  readonly words: Set<number>;
  /** No longer looked at: a reachable property that was met. */
  done: boolean;
  lookups: number;
  misses: number;
  evaluated: number;
}

export class Judge {
  /** Depth at which each reachable property was first met. */
  readonly reached = new Map<string, number>();
  /** Look-ups in the tables of properties. */
  lookups = 0;
  private readonly ofStates: Instance[] = [];
  private readonly ofSteps: Instance[] = [];
  private readonly refinements: Refinement[];
  private readonly deadlocks: Instance[];
  private readonly tabulated: Instance[] = [];
  /** By outcome: the instances that read a word which it may change; stale where a set of words has grown. */
  private stateChecks: (readonly Instance[] | undefined)[] = [];
  private stepChecks: (readonly Instance[] | undefined)[] = [];
  private readonly beforeView: RecordingView;
  private readonly afterView: RecordingView;
  private readonly reads = new Reads();
  private readonly log: SharedLog | undefined;
  private readonly answers: SharedAnswers | undefined;

  constructor(
    private readonly engine: Engine,
    model: Model,
    /** Where other threads judge states that this one goes on from. */
    arrays?: SharedArrays,
  ) {
    this.log = arrays?.log;
    this.answers = arrays && new SharedAnswers(arrays);
    this.beforeView = new RecordingView(engine.layout);
    this.afterView = new RecordingView(engine.layout);
    for (const property of model.properties) {
      if (property.kind === 'invariant' || property.kind === 'reachable') this.addStates(property);
      if (property.kind === 'transition') this.addSteps(property);
    }
    this.refinements = model.properties
      .filter((p) => p.kind === 'refines')
      .map((property) => new Refinement(engine, property, arrays));
    this.deadlocks = model.properties
      .filter((p) => p.kind === 'deadlock')
      .map((property) => this.instance(property, undefined, property.mayEnd));
    this.log?.on<ReadsEntry>('reads', ({ number, words }) => this.addWords(this.tabulated[number], words));
  }

  private addStates(property: Invariant | Reachable): void {
    for (const { parameters, holds } of property.instances) {
      this.ofStates.push(this.instance(property, parameters, holds));
    }
  }

  private addSteps(property: Transition): void {
    for (const { parameters, holds } of property.instances) {
      this.ofSteps.push(this.instance(property, parameters, holds));
    }
  }

  private instance(
    property: Property,
    parameters: Parameters | undefined,
    holds: (before: View, after: View) => boolean,
  ): Instance {
    const table = this.engine.tables.create();
    const instance = {
      number: this.tabulated.length,
      property,
      parameters,
      table,
      holds,
      words: new Set<number>(),
      done: false,
      lookups: 0,
      misses: 0,
      evaluated: 0,
    };
    this.tabulated.push(instance);
    return instance;
  }

  /** Whether steps have to be judged at all. */
  get judgesSteps(): boolean {
    return this.ofSteps.length > 0 || this.refinements.length > 0;
  }

  /**
   * Judges an initial state.
   * @param row a row in hand
   */
  initial(row: Int32Array): Failure | undefined {
    for (const instance of this.ofStates) {
      const failure = this.judgeState(instance, row, 1);
      if (failure !== undefined) return failure;
    }
    for (const instance of this.ofSteps) this.lookAtStutter(instance, row);
    for (const refinement of this.refinements) {
      if (!refinement.initial(row)) return { property: refinement.property, parameters: {} };
    }
    return undefined;
  }

  /** Judges a new state that an outcome led to. */
  state(outcome: number, row: Int32Array, depth: number): Failure | undefined {
    const states = this.stateChecksOf(outcome);
    for (let i = 0; i < states.length; i++) {
      const failure = this.judgeState(states[i], row, depth);
      if (failure !== undefined) return failure;
    }
    if (this.ofSteps.length > 0) {
      const steps = this.stepChecksOf(outcome);
      for (let i = 0; i < steps.length; i++) this.lookAtStutter(steps[i], row);
    }
    return undefined;
  }

  /** Whether some step property reads a word that the outcome may change. */
  readsStep(outcome: number): boolean {
    return this.refinements.length > 0 || this.stepChecksOf(outcome).length > 0;
  }

  /** Takes the state that the next steps leave. */
  leave(row: Int32Array): void {
    for (const refinement of this.refinements) refinement.leave(row);
  }

  /** Judges a step out of the state that is left, also one that leads to a state seen before. */
  step(outcome: number, before: Int32Array, after: Int32Array): Failure | undefined {
    const steps = this.stepChecksOf(outcome);
    for (let i = 0; i < steps.length; i++) {
      const instance = steps[i];
      instance.evaluated++;
      if (this.decideStep(instance, before, after) || this.isStutter(instance, before, after)) continue;
      return { property: instance.property, parameters: instance.parameters ?? {} };
    }
    for (const refinement of this.refinements) {
      if (!refinement.step(outcome, after)) return { property: refinement.property, parameters: {} };
    }
    return undefined;
  }

  /** Judges a state without a step. */
  end(row: Int32Array): Failure | undefined {
    for (const instance of this.deadlocks) {
      instance.evaluated++;
      if (this.decide(instance, row) !== TRUE) return { property: instance.property, parameters: {} };
    }
    return undefined;
  }

  /** Whether one property fails in a state (which, for a deadlock property, has no step). */
  breaks(property: Property, row: Int32Array): boolean {
    const instances = property.kind === 'deadlock' ? this.deadlocks : this.ofStates;
    return instances.some((i) => i.property === property && this.decide(i, row) !== TRUE);
  }

  /** Whether one property fails at a step. */
  stepBreaks(property: Property, outcome: number, before: Int32Array, after: Int32Array): boolean {
    this.leave(before);
    return (
      this.ofSteps.some(
        (i) =>
          i.property === property && !this.decideStep(i, before, after) && !this.isStutter(i, before, after),
      ) || this.refinements.some((r) => r.property === property && !r.step(outcome, after))
    );
  }

  /** On how many steps, or states without a step, a property of these was judged. */
  evaluated(property: Property): number {
    if (property.kind === 'refines') {
      return this.refinements.find((r) => r.property === property)?.steps ?? 0;
    }
    let evaluated = 0;
    for (const instance of [...this.ofSteps, ...this.deadlocks])
      if (instance.property === property) evaluated += instance.evaluated;
    return evaluated;
  }

  private judgeState(instance: Instance, row: Int32Array, depth: number): Failure | undefined {
    if (instance.done) return undefined;
    const leaf = this.decide(instance, row);
    if (instance.property.kind === 'invariant') {
      return leaf === TRUE
        ? undefined
        : { property: instance.property, parameters: instance.parameters ?? {} };
    }
    if (leaf === TRUE) this.meet(instance.property, depth);
    return undefined;
  }

  private decide(instance: Instance, row: Int32Array): number {
    this.lookups++;
    instance.lookups++;
    const leaf = this.engine.tables.find(instance.table, row);
    return leaf < 0 || leaf === DIRECT ? this.evaluate(instance, row, row, leaf === DIRECT) : leaf;
  }

  private meet(property: Property, depth: number): void {
    if (!this.reached.has(property.name)) this.reached.set(property.name, depth);
    for (const instance of this.ofStates) if (instance.property === property) instance.done = true;
    this.stateChecks = [];
  }

  private decideStep(instance: Instance, before: Int32Array, after: Int32Array): boolean {
    this.lookups++;
    instance.lookups++;
    let leaf = this.engine.tables.findStep(instance.table, before, after, WORDS_MAX);
    if (leaf < 0 || leaf === DIRECT) leaf = this.evaluate(instance, before, after, leaf === DIRECT);
    return leaf === TRUE;
  }

  /** Whether nothing that a step predicate reads has changed: then the step is none of its business. */
  private isStutter(instance: Instance, before: Int32Array, after: Int32Array): boolean {
    this.callProperty(instance, before, after);
    return this.reads.words.every((word) => before[word % WORDS_MAX] === after[word % WORDS_MAX]);
  }

  private evaluate(instance: Instance, before: Int32Array, after: Int32Array, direct: boolean): number {
    if (!direct && this.answers?.takeOver(this.receive)) {
      const told = this.engine.tables.findStep(instance.table, before, after, WORDS_MAX);
      if (told >= 0 && told !== DIRECT) return told;
    }
    const leaf = this.callProperty(instance, before, after) ? TRUE : FALSE;
    this.noteReads(instance);
    // What others told may have left no room for this table.
    if (direct || this.engine.tables.isReplaced(instance.table)) return leaf;
    const { words, values } = this.reads;
    const filed = this.file(instance, leaf, words, values);
    if (filed) this.answers?.post(instance.number, leaf, words, values);
    instance.misses++;
    const paysNot = instance.misses % MISSES_BEFORE_JUDGED === 0 && instance.misses * 2 > instance.lookups;
    if (!filed || paysNot) this.engine.tables.replace(instance.table, DIRECT);
    return leaf;
  }

  /** Takes over what another thread was answered. */
  private readonly receive: Receive = (number, leaf, words, values) => {
    const instance = this.tabulated[number];
    const { tables } = this.engine;
    if (tables.isReplaced(instance.table)) return;
    if (!this.file(instance, leaf, words, values)) tables.replace(instance.table, DIRECT);
  };

  private file(
    instance: Instance,
    leaf: number,
    words: ArrayLike<number>,
    values: ArrayLike<number>,
  ): boolean {
    try {
      return this.engine.tables.file(instance.table, words, values, leaf);
    } catch (error) {
      if (!(error instanceof NondeterminismError)) throw error;
      const place = placeName('property', instance.property.name, instance.parameters);
      throw new SpecFailure(place, error.message, { cause: error });
    }
  }

  /** Every thread must know the words that any of them read: it goes on from states that others judged. */
  private noteReads(instance: Instance): void {
    const words = this.reads.words
      .map((word) => word % WORDS_MAX)
      .filter((word) => !instance.words.has(word));
    if (words.length === 0) return;
    const { number } = instance;
    this.log?.exclusively(() => this.log?.post({ kind: 'reads', number, words } as ReadsEntry));
    this.addWords(instance, words);
  }

  private addWords(instance: Instance, words: readonly number[]): void {
    for (const word of words) instance.words.add(word);
    this.stateChecks = [];
    this.stepChecks = [];
  }

  /** The words that were read so far, for another thread. */
  entries(): readonly ReadsEntry[] {
    return this.tabulated.map(({ words }, number) => ({ kind: 'reads', number, words: [...words] }));
  }

  /**
   * Looks at a state as a step to itself, for the words that are read on the way. Whatever the predicate says of
   * it, and be it that it throws where nothing has changed: a step that changes nothing is none of its business. That an
   * answer is no function of what was read is told all the same: it may be one of another property that comes from another thread.
   */
  private lookAtStutter(instance: Instance, row: Int32Array): void {
    try {
      this.decideStep(instance, row, row);
    } catch (error) {
      if (!(error instanceof SpecFailure) || error.cause instanceof NondeterminismError) throw error;
      this.noteReads(instance);
    }
  }

  private callProperty(instance: Instance, before: Int32Array, after: Int32Array): boolean {
    const { calls } = this.engine;
    const holds = calls.call({
      place: () => placeName('property', instance.property.name, instance.parameters),
      run: (view) =>
        instance.holds(view, view instanceof ThawingView ? view.beside(this.afterView) : this.afterView),
      view: () => {
        this.reads.clear();
        this.beforeView.show(before, this.reads, 0);
        this.afterView.show(after, this.reads, WORDS_MAX);
        return this.beforeView;
      },
      text: String,
    });
    if (typeof holds !== 'boolean') {
      const what = Array.isArray(holds) ? 'a list' : `something of type ${typeof holds}`;
      throw new SpecFailure(
        placeName('property', instance.property.name, instance.parameters),
        `answers with ${what}, not with true or false`,
      );
    }
    return holds;
  }

  private stateChecksOf(outcome: number): readonly Instance[] {
    const known = this.stateChecks[outcome];
    if (known !== undefined) return known;
    const checks = this.touching(this.ofStates, outcome).filter((instance) => !instance.done);
    if (this.engine.isKept(outcome)) this.stateChecks[outcome] = checks;
    return checks;
  }

  private stepChecksOf(outcome: number): readonly Instance[] {
    const known = this.stepChecks[outcome];
    if (known !== undefined) return known;
    const checks = this.touching(this.ofSteps, outcome);
    if (this.engine.isKept(outcome)) this.stepChecks[outcome] = checks;
    return checks;
  }

  private touching(instances: readonly Instance[], outcome: number): readonly Instance[] {
    const touched = this.engine.touchedWords(outcome);
    return instances.filter((instance) => [...instance.words].some((word) => touched.has(word)));
  }
}

/**
 * Judges states and steps by the model's properties, at integer speed: each instance of a quantified
 * property is a table like an action's, and is looked at only where a word that it reads has changed.
 *
 * Why that is enough. A state predicate is a function of the words that it reads. Each table remembers every
 * word that it ever read; a state that differs from its predecessor in none of them shows the table the same
 * words along the same path, so the answer is the predecessor's, which was judged. A step predicate says of a step that changes none of
 * its words what it says of the step from the state to itself. Each state is looked at as such a step, once for all that leave it: nearly
 * always the answer is true, and steps out of it that change no word of the predicate are passed over. Of a predicate that was ever false
 * there, or failed, they are judged too.
 */
import type { Engine } from '../engine.js';
import type { Invariant, Model, Parameters, Property, Reachable, Transition } from '../model.js';
import type { SharedArrays } from '../threads/shared-arrays.js';
import { type Instance, Predicates, type ReadsEntry, TRUE } from './predicates.js';
import { Refinement } from './refinement.js';

/** A property that does not hold, with the instance that fails. */
export interface Failure {
  readonly property: Property;
  readonly parameters: Parameters;
}

export class Judge {
  /** Depth at which each reachable property was first met. */
  readonly reached = new Map<string, number>();
  private readonly ofStates: Instance[] = [];
  private readonly ofSteps: Instance[] = [];
  private readonly refinements: Refinement[];
  private readonly deadlocks: Instance[];
  /** By outcome: the instances that read a word which it may change; stale where a set of words has grown. */
  private stateChecks: (readonly Instance[] | undefined)[] = [];
  private stepChecks: (readonly Instance[] | undefined)[] = [];
  /** Likewise, with the step predicates that may be false of a step that changes none of their words. */
  private askedChecks: (readonly Instance[] | undefined)[] = [];
  private readonly predicates: Predicates;

  constructor(
    private readonly engine: Engine,
    model: Model,
    /** Where other threads judge states that this one goes on from. */
    arrays?: SharedArrays,
  ) {
    const forget = (): void => {
      this.stateChecks = [];
      this.stepChecks = [];
      this.askedChecks = [];
    };
    this.predicates = new Predicates(engine, forget, arrays);
    for (const property of model.properties) {
      if (property.kind === 'invariant' || property.kind === 'reachable') this.addStates(property);
      if (property.kind === 'transition') this.addSteps(property);
    }
    this.refinements = model.properties
      .filter((p) => p.kind === 'refines')
      .map((property) => new Refinement(engine, property, arrays));
    this.deadlocks = model.properties
      .filter((p) => p.kind === 'deadlock')
      .map((property) => this.predicates.create(property, undefined, property.mayEnd));
  }

  private addStates(property: Invariant | Reachable): void {
    for (const { parameters, holds } of property.instances) {
      this.ofStates.push(this.predicates.create(property, parameters, holds));
    }
  }

  private addSteps(property: Transition): void {
    for (const { parameters, holds } of property.instances) {
      this.ofSteps.push(this.predicates.create(property, parameters, holds));
    }
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
    for (const instance of this.ofSteps) this.predicates.lookAtStutter(instance, row);
    for (const refinement of this.refinements) {
      if (!refinement.initial(row)) return { property: refinement.property, parameters: {} };
    }
    return undefined;
  }

  /** Look-ups in the tables of properties. */
  get lookups(): number {
    return this.predicates.lookups;
  }

  /** The words that were read so far, for another thread. */
  entries(): readonly ReadsEntry[] {
    return this.predicates.entries();
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
      for (let i = 0; i < steps.length; i++) this.predicates.lookAtStutter(steps[i], row);
    }
    return undefined;
  }

  /** Whether some step property has to be asked of a step: it reads a word that the outcome may change, or may be false without. */
  readsStep(outcome: number): boolean {
    return this.refinements.length > 0 || this.askedChecksOf(outcome).length > 0;
  }

  /** Takes the state that the next steps leave. */
  leave(row: Int32Array): void {
    for (const refinement of this.refinements) refinement.leave(row);
  }

  /** Judges a step out of the state that is left, also one that leads to a state seen before. */
  step(outcome: number, before: Int32Array, after: Int32Array): Failure | undefined {
    const steps = this.askedChecksOf(outcome);
    for (let i = 0; i < steps.length; i++) {
      const instance = steps[i];
      instance.evaluated++;
      if (!this.predicates.decideStep(instance, before, after)) return failureOf(instance);
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
      if (this.predicates.decide(instance, row) !== TRUE)
        return { property: instance.property, parameters: {} };
    }
    return undefined;
  }

  /** Whether one property fails in a state (which, for a deadlock property, has no step). */
  breaks(property: Property, row: Int32Array): boolean {
    const instances = property.kind === 'deadlock' ? this.deadlocks : this.ofStates;
    return instances.some((i) => i.property === property && this.predicates.decide(i, row) !== TRUE);
  }

  /** Whether one property fails at a step. */
  stepBreaks(property: Property, outcome: number, before: Int32Array, after: Int32Array): boolean {
    this.leave(before);
    return (
      this.ofSteps.some((i) => i.property === property && !this.predicates.decideStep(i, before, after)) ||
      this.refinements.some((r) => r.property === property && !r.step(outcome, after))
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
    const leaf = this.predicates.decide(instance, row);
    if (instance.property.kind === 'invariant') {
      return leaf === TRUE ? undefined : failureOf(instance);
    }
    if (leaf === TRUE) this.meet(instance.property, depth);
    return undefined;
  }

  private meet(property: Property, depth: number): void {
    if (!this.reached.has(property.name)) this.reached.set(property.name, depth);
    for (const instance of this.ofStates) if (instance.property === property) instance.done = true;
    this.stateChecks = [];
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

  /** The step predicates to ask, in the order of the model: which words one is known to read depends on the states that were met, and which one is told must not. */
  private askedChecksOf(outcome: number): readonly Instance[] {
    const touching = this.stepChecksOf(outcome);
    if (!this.predicates.hasRestless) return touching;
    const known = this.askedChecks[outcome];
    if (known !== undefined) return known;
    const checks = this.ofSteps.filter((instance) => instance.isRestless || touching.includes(instance));
    if (this.engine.isKept(outcome)) this.askedChecks[outcome] = checks;
    return checks;
  }

  private touching(instances: readonly Instance[], outcome: number): readonly Instance[] {
    const touched = this.engine.touchedWords(outcome);
    return instances.filter((instance) => [...instance.words].some((word) => touched.has(word)));
  }
}

function failureOf({ property, parameters = {} }: Instance): Failure {
  return { property, parameters };
}

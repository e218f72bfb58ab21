/**
 * Random walks at integer speed: the engine's steps, judged as the search judges them. What was judged for a state need not be
 * judged for the next one where nothing changed that a property reads (checker/search/judge.ts); that holds along a walk as it does
 * along the edges of a search.
 *
 * A walk is a function of the model, the seed and its number. What the walker remembers of other walks (its tables) changes
 * neither its steps nor what it finds.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { Engine } from '../engine.js';
import { StepOrder } from '../liveness/step-order.js';
import type { Model } from '../model.js';
import { type Failure, Judge } from '../search/judge.js';
import type { Fingerprint } from '../search.js';
import { ModelError } from '../tables/layout.js';
import { SpecCalls, SpecFailure } from '../user-code/spec-call.js';
import { HyperLogLog } from './hyperloglog.js';
import { emptyTally, type Tally } from './tally.js';
import { generatorOf } from './walk-random.js';

export interface WalkOptions {
  /** From 0 to 2^32 - 1. */
  readonly seed: number;
  /** Steps of one walk. */
  readonly maxSteps: number;
  readonly lint?: boolean;
}

/** What was found: the walk that finds it goes no further. */
export type Trouble =
  | { readonly kind: 'violated'; readonly failure: Failure }
  | { readonly kind: 'spec-error'; readonly error: SpecFailure };

/** An initial state: its words, as many as there were when it was written. */
interface Start extends Fingerprint {
  readonly words: Int32Array;
}

export class Walker {
  /** Of the walk that is under way, or of the last. */
  trouble: Trouble | undefined;
  /** Steps that it has taken. */
  length = 0;
  /** Where it is, and who moved to get there, a number of `engine.movers`; -1 in an initial state. */
  low = 0;
  high = 0;
  mover = -1;
  /** Steps of all walks. */
  steps = 0;
  readonly engine: Engine;
  private readonly judge: Judge;
  private readonly order: StepOrder;
  private readonly starts: readonly Start[];
  private random: RandomGenerator = generatorOf(0, 0);
  private row: Int32Array;
  private next: Int32Array;
  /** What was seen since it was taken down last. */
  private tally: Tally = emptyTally();
  private seen = new HyperLogLog(this.tally.registers);
  /** How often each action was taken, by its number in the engine. */
  private taken: Float64Array = new Float64Array(64);
  private stepsTold = 0;
  /** Steps that were cut off, by action, in states that no walk came by or that were told before. */
  private cutOffTold: readonly number[] = [];
  private namesTold = 0;

  constructor(
    model: Model,
    private readonly options: WalkOptions,
  ) {
    this.engine = new Engine(model, new SpecCalls(options.lint ?? false));
    this.judge = new Judge(
      this.engine,
      withEveryStateJudged(model, (name) => this.tally.met.add(name)),
    );
    this.order = new StepOrder(this.engine);
    this.row = this.engine.scratchRow();
    this.next = this.engine.scratchRow();
    if (model.initial.length === 0) throw new ModelError(`model ${model.name} has no initial state`);
    this.starts = model.initial.map((initial) => {
      const { layout } = this.engine;
      layout.writeInitial(this.row, initial);
      return { words: this.row.slice(0, layout.wordCount), ...layout.fingerprint(this.row) };
    });
    this.nameActions();
    this.cutOffTold = this.engine.cutOff();
  }

  /** Begins a walk; tells whether it can go on. */
  begin(walk: number): boolean {
    const { row, starts } = this;
    this.random = generatorOf(this.options.seed, walk);
    const { words, low, high } = starts[uniformInt(this.random, 0, starts.length - 1)];
    row.set(words);
    this.engine.layout.complete(row, words.length);
    this.trouble = undefined;
    this.length = 0;
    this.mover = -1;
    this.visit(low, high);
    try {
      return this.judged(this.judge.initial(row));
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Takes a step, or ends the walk where there is none or enough were taken; tells whether the walk can go on. */
  advance(): boolean {
    if (this.length >= this.options.maxSteps) return this.end();
    try {
      return this.step();
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Takes down what was seen since the last time. */
  take(): Tally {
    const { tally, engine, taken } = this;
    // A walk that is still under way counts as far as it went.
    tally.longest = Math.max(tally.longest, this.length);
    tally.steps = this.steps - this.stepsTold;
    this.stepsTold = this.steps;
    const cutOff = engine.cutOff();
    this.nameActions();
    for (; this.namesTold < engine.actionNames.length; this.namesTold++) {
      tally.fired.set(engine.actionNames[this.namesTold], 0);
    }
    for (let action = 0; action < this.namesTold && action < taken.length; action++) {
      if (taken[action] > 0) tally.fired.set(engine.actionNames[action], taken[action]);
    }
    for (const [action, times] of cutOff.entries()) {
      const fresh = times - (this.cutOffTold[action] ?? 0);
      if (fresh > 0) tally.cutOff.set(engine.actionNames[action], fresh);
    }
    this.cutOffTold = engine.cutOff();
    taken.fill(0);
    this.tally = emptyTally();
    this.seen = new HyperLogLog(this.tally.registers);
    return tally;
  }

  private step(): boolean {
    const { engine, judge, row, next } = this;
    const count = engine.expand(row, this.low, this.high);
    if (count === 0) {
      this.tally.deadEnds++;
      return this.judged(judge.end(row)) && this.end();
    }
    const chosen = this.order.at(uniformInt(this.random, 0, count - 1), count);
    const outcome = engine.steps[3 * chosen];
    this.visit(engine.steps[3 * chosen + 1], engine.steps[3 * chosen + 2]);
    engine.apply(outcome, row, next);
    this.row = next;
    this.next = row;
    this.length++;
    this.steps++;
    this.mover = engine.outcomes.mover[outcome];
    this.count(engine.actionOf(outcome));
    let failure: Failure | undefined;
    if (judge.judgesSteps && judge.readsStep(outcome)) {
      judge.leave(row);
      failure = judge.step(outcome, row, next);
    }
    return this.judged(failure ?? judge.state(outcome, next, this.length + 1));
  }

  /** Goes on where nothing was found. */
  private judged(failure: Failure | undefined): boolean {
    if (failure === undefined) return true;
    this.trouble = { kind: 'violated', failure };
    return this.end();
  }

  private failed(error: unknown): boolean {
    if (!(error instanceof SpecFailure)) throw error;
    this.trouble = { kind: 'spec-error', error };
    return this.end();
  }

  private visit(low: number, high: number): void {
    this.low = low;
    this.high = high;
    this.seen.add(low, high);
  }

  private count(action: number): void {
    if (action >= this.taken.length) {
      const larger = new Float64Array(2 * action);
      larger.set(this.taken);
      this.taken = larger;
    }
    this.taken[action]++;
  }

  private end(): boolean {
    this.tally.walks++;
    this.tally.longest = Math.max(this.tally.longest, this.length);
    return false;
  }

  /**
   * Has every action named that could be by now: those that range over messages get their names when a state is expanded after
   * the one that has the message. Any state will do; it is always the same one, and expanded from the start, so that the
   * names do not depend on who took which walk.
   */
  private nameActions(): void {
    const [{ words, low, high }] = this.starts;
    this.row.set(words);
    this.engine.layout.complete(this.row, words.length);
    try {
      this.engine.expand(this.row, low, high);
    } catch (error) {
      // A name that cannot be given is trouble of the walk that needs it.
      if (!(error instanceof SpecFailure)) throw error;
    }
  }
}

/**
 * The model with reachable properties that are judged in every state, as invariants are. The search need not ask again what was met
 * once; walks must: else whether such a property is asked, and fails, would depend on the walks that this thread took before.
 */
function withEveryStateJudged(model: Model, meet: (name: string) => void): Model {
  const properties = model.properties.map((property) => {
    if (property.kind !== 'reachable') return property;
    const instances = property.instances.map(({ parameters, holds }) => ({
      parameters,
      holds: (view: Parameters<typeof holds>[0]) => {
        const answer = holds(view);
        if (answer !== true) return answer;
        meet(property.name);
        return false;
      },
    }));
    return { ...property, instances };
  });
  return { ...model, properties };
}

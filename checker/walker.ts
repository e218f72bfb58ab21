/**
 * Random walks, one after the other, at integer speed: the engine's steps, judged as the search judges them. What was judged for
 * a state need not be judged for the next one where nothing changed that a property reads (checker/judge.ts); that holds along a
 * walk as it does along the edges of a search.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { About } from './check.js';
import { Engine } from './engine.js';
import type { Execution } from './execution.js';
import { type Failure, Judge } from './judge.js';
import { ModelError } from './layout.js';
import type { Model, Parameters } from './model.js';
import type { Waypoint } from './path.js';
import { failingInstance, ReplayError, type Run, replayPath } from './replay.js';
import type { Fingerprint } from './search.js';
import type { SimulationCoverage, SimulationReport } from './simulate.js';
import { SpecCalls } from './spec-call.js';

/** An initial state: its words, as many as there were when it was written. */
interface Start extends Fingerprint {
  readonly words: Int32Array;
}

export interface WalkOptions {
  /** From 0 to 2^32 - 1. */
  readonly seed: number;
  /** Steps of one walk. */
  readonly maxSteps: number;
  readonly lint?: boolean;
}

/** One walk after the other; a failure ends them. */
export class Walker {
  walks = 0;
  steps = 0;
  failure: Failure | undefined;
  private readonly engine: Engine;
  private readonly judge: Judge;
  private readonly random: RandomGenerator;
  private readonly starts: readonly Start[];
  /** How often each action was taken, by its number in the engine. */
  private readonly taken: number[] = [];
  private longest = 0;
  private deadEnds = 0;
  /** The states of the walk that is under way; none between two walks. */
  private path: Waypoint[] = [];
  private row: Int32Array;
  private next: Int32Array;

  constructor(
    private readonly model: Model,
    private readonly options: WalkOptions,
  ) {
    this.engine = new Engine(model, new SpecCalls(options.lint ?? false));
    this.judge = new Judge(this.engine, model);
    this.random = xoroshiro128plus(options.seed | 0);
    this.row = this.engine.scratchRow();
    this.next = this.engine.scratchRow();
    if (model.initial.length === 0) throw new ModelError(`model ${model.name} has no initial state`);
    this.starts = model.initial.map((initial) => {
      const { layout } = this.engine;
      layout.writeInitial(this.row, initial);
      return { words: this.row.slice(0, layout.wordCount), ...layout.fingerprint(this.row) };
    });
  }

  /** Begins a walk, takes one step of it, or ends it. */
  advance(): void {
    if (this.path.length === 0) this.begin();
    else if (this.path.length > this.options.maxSteps) this.endWalk();
    else this.step();
  }

  private begin(): void {
    const { row, starts } = this;
    const { words, low, high } = starts[uniformInt(this.random, 0, starts.length - 1)];
    row.set(words);
    this.engine.layout.complete(row, words.length);
    this.path.push({ low, high, mover: -1 });
    this.failure = this.judge.initial(row);
  }

  private step(): void {
    const { engine, judge, path, row, next } = this;
    const { low, high } = path[path.length - 1];
    const count = engine.expand(row, low, high);
    if (count === 0) {
      this.failure = judge.end(row);
      if (this.failure !== undefined) return;
      this.deadEnds++;
      this.endWalk();
      return;
    }
    const chosen = this.choose(count);
    const outcome = engine.steps[3 * chosen];
    const action = engine.actionOf(outcome);
    engine.apply(outcome, row, next);
    path.push({
      low: engine.steps[3 * chosen + 1],
      high: engine.steps[3 * chosen + 2],
      mover: engine.outcomes.mover[outcome],
    });
    this.steps++;
    this.taken[action] = (this.taken[action] ?? 0) + 1;
    if (judge.judgesSteps && judge.readsStep(outcome)) this.failure = judge.step(outcome, row, next);
    this.failure ??= judge.state(outcome, next, path.length);
    [this.row, this.next] = [next, row];
  }

  /**
   * One of the steps that the engine has found. They are put in the order of the states that they lead to, so that a seed walks
   * the same way whatever the order in which the engine comes upon them.
   */
  private choose(count: number): number {
    const { steps } = this.engine;
    const byState = Array.from({ length: count }, (_, step) => step).sort(
      (a, b) => steps[3 * a + 1] - steps[3 * b + 1] || steps[3 * a + 2] - steps[3 * b + 2],
    );
    return byState[uniformInt(this.random, 0, count - 1)];
  }

  private endWalk(): void {
    this.walks++;
    this.longest = Math.max(this.longest, this.path.length - 1);
    this.path = [];
  }

  coverage(seconds: number): SimulationCoverage {
    const { walks, steps, deadEnds, engine, judge, options } = this;
    const properties = this.model.properties.map(({ name, kind, says }): SimulationReport => {
      const verdict =
        this.failure?.property.name === name ? 'violated' : judge.reached.has(name) ? 'holds' : 'unknown';
      return { name, kind, says, verdict };
    });
    return {
      seed: options.seed,
      walks,
      steps,
      seconds,
      longest: Math.max(this.longest, this.path.length - 1),
      deadEnds,
      actions: engine.actionNames.map((name, i) => ({ name, fired: this.taken[i] ?? 0 })),
      properties,
    };
  }

  /**
   * The walk that is under way, as the spec's own code tells it, with the property that it breaks.
   * @throws ReplayError where the spec answers differently now
   */
  counterexample(
    { property }: Failure,
    about: About,
  ): { property: string; parameters: Parameters; execution: Execution } {
    const run = this.replay();
    const parameters = failingInstance(this.model, property, run);
    if (parameters === undefined) throw new ReplayError(`the walk does not break ${property.name} on replay`);
    const { name, kind, says } = property;
    const claim = { name, kind, says, parameters, outcome: 'violated' as const };
    return { property: name, parameters, execution: { ...about, property: claim, ...run } };
  }

  /** The walk up to where spec code failed; impure code need not replay, and then there is nothing to show. */
  executionToHere(about: About): Execution | undefined {
    if (this.path.length === 0) return undefined;
    try {
      return { ...about, ...this.replay() };
    } catch {
      return undefined;
    }
  }

  private replay(): Run {
    const { movers } = this.engine;
    return replayPath(
      this.model,
      this.path.map(({ low, high, mover }) => ({ low, high, mover: movers[mover] })),
    );
  }
}

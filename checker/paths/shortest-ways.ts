/**
 * The states that lie on shortest ways to break a property: a breadth-first search again, as far as the way is long, and from what it ends
 * with back along the steps that lead from one level to the next. Few of all states do, so that something can be kept of each (path.ts). Where
 * symmetry is used they are orbits.
 */
import type { Engine } from '../engine.js';
import { Frontier } from '../frontier.js';
import { grown } from '../intern.js';
import { StateNumbers } from '../liveness/state-numbers.js';
import type { Property } from '../model.js';
import type { Judge } from '../search/judge.js';
import { SharedArrays } from '../threads/shared-arrays.js';
import { SharedLog } from '../threads/shared-log.js';
import { Bits } from '../words.js';

export class ShortestWays {
  /** The number of the first state of each level. */
  private readonly levels: number[] = [];
  private readonly numbers: StateNumbers;
  private readonly isOnOne: Bits;
  /** The steps to states of the next level, in the order of the states that they leave: from which, and to which. */
  private edges: Int32Array = new Int32Array(1024);
  private edgeWords = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly judge: Judge,
    private readonly property: Property,
    private readonly statesMax: number,
  ) {
    this.numbers = new StateNumbers(statesMax);
    this.isOnOne = new Bits(statesMax + 1);
  }

  /**
   * @param steps how long they are, known from the search
   * @param statesMax give up (undefined) when there are more states than this up to there
   */
  static find(
    engine: Engine,
    judge: Judge,
    property: Property,
    steps: number,
    statesMax: number,
  ): ShortestWays | undefined {
    const ways = new ShortestWays(engine, judge, property, statesMax);
    if (!ways.explore(steps)) return undefined;
    ways.goBack();
    return ways;
  }

  /** Whether a shortest way leads through this state, after so many steps. */
  leadThrough(low: number, high: number, steps: number): boolean {
    const number = this.numbers.find(low, high);
    return number >= this.levels[steps] && this.isOnOne.has(number);
  }

  /** Finds all states up to the last level, and marks those that break the property; false where there are too many. */
  private explore(steps: number): boolean {
    const { engine, judge, property, numbers, levels } = this;
    const frontier = new Frontier(engine.layout, new SharedArrays(new SharedLog()));
    const row = engine.scratchRow();
    const next = engine.scratchRow();
    for (const initial of engine.model.initial) {
      engine.layout.writeInitial(row, initial);
      const { low, high } = engine.keyOf(row);
      const known = numbers.count;
      if (numbers.of(low, high) === known) frontier.push(row, known, low, high);
    }
    levels.push(0);
    const byStep = property.kind === 'transition' || property.kind === 'refines';
    const depthMax = byStep ? steps - 1 : steps;
    for (let depth = 0; depth <= depthMax; depth++) {
      const firstOfNext = numbers.count;
      levels.push(firstOfNext);
      frontier.nextLevel();
      while (frontier.read(row)) {
        const { number, low, high } = frontier;
        if (depth === depthMax && !byStep && property.kind !== 'deadlock') {
          if (judge.breaks(property, row)) this.isOnOne.add(number);
          continue;
        }
        const count = engine.expand(row, low, high);
        if (depth === depthMax && property.kind === 'deadlock') {
          if (count === 0 && judge.breaks(property, row)) this.isOnOne.add(number);
          continue;
        }
        for (let i = 0; i < count; i++) {
          const outcome = engine.steps[3 * i];
          if (depth === depthMax) {
            engine.apply(outcome, row, next);
            if (judge.stepBreaks(property, outcome, row, next)) this.isOnOne.add(number);
            continue;
          }
          const toLow = engine.steps[3 * i + 1];
          const toHigh = engine.steps[3 * i + 2];
          const known = numbers.count;
          const to = numbers.of(toLow, toHigh);
          if (to < firstOfNext) continue;
          if (to === known) {
            if (numbers.count > this.statesMax) return false;
            engine.apply(outcome, row, next);
            frontier.push(next, to, toLow, toHigh);
          }
          this.addEdge(number, to);
        }
      }
    }
    return true;
  }

  private addEdge(from: number, to: number): void {
    while (this.edgeWords + 2 > this.edges.length) this.edges = grown(this.edges);
    this.edges[this.edgeWords++] = from;
    this.edges[this.edgeWords++] = to;
  }

  /** Marks the states before those that are marked. The edges out of a state stand behind all that lead to it. */
  private goBack(): void {
    const { edges, isOnOne } = this;
    for (let at = this.edgeWords - 2; at >= 0; at -= 2) {
      if (isOnOne.has(edges[at + 1])) isOnOne.add(edges[at]);
    }
    this.edges = new Int32Array(0);
  }
}

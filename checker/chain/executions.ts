/**
 * All executions of a system, in typed arrays: crash patterns that are told apart (sizes.ts says which), the final view of each correct
 * process in each, and inputs as bits.
 *
 * Execution number: pattern * 2^n + inputs, where bit i of the inputs is what p_i proposes. Pattern 0 is without failures.
 * View number: shape * 2^n + the inputs of the processes that the shape knows.
 */
import {
  bitCount,
  crashesOfRound,
  type Input,
  membersOf,
  type RoundCrashes,
  type RoundSystem,
} from '../rounds.js';
import type { Crash, RoundExecution } from './round-execution.js';
import { Shapes } from './shapes.js';
import { patternsOf } from './sizes.js';
import { STEPS, unwatched, type Watch } from './watch.js';

/** A crash as one word: the round above the set of those who miss the message. */
const ROUND_SHIFT = 16;
const LOST_MASK = (1 << ROUND_SHIFT) - 1;
/** In place of a shape: the process has crashed. */
export const CRASHED = -1;

export class Executions {
  readonly patterns: number;
  /** 2^n: the inputs that there are. */
  readonly inputs: number;
  /** How many executions are told apart. */
  readonly size: number;
  /** Shapes after the last round. */
  readonly shapes: Shapes;
  /** By pattern and process: the shape of its view after the last round, or CRASHED. */
  readonly finalShapes: Int32Array;
  /** By pattern and process: 0, or its crash. */
  private readonly crashWords: Int32Array;
  /** By round, 0 being the start: the shapes that there are after it. */
  readonly shapesAfter: readonly Shapes[];
  private readonly rows: readonly Int32Array[];
  private readonly crashRow: Int32Array;
  private readonly heard: Int32Array;
  private readonly choices = new Map<number, readonly RoundCrashes[]>();
  private filled = 0;

  /** @throws RangeError where the system has no memory left */
  constructor(
    readonly system: RoundSystem,
    private readonly watch: Watch = unwatched,
  ) {
    const { processes, faults, rounds } = system;
    this.patterns = patternsOf(system);
    this.inputs = 2 ** processes;
    this.size = this.patterns * this.inputs;
    this.finalShapes = new Int32Array(this.patterns * processes);
    this.crashWords = new Int32Array(this.patterns * processes);
    this.shapesAfter = Array.from({ length: rounds + 1 }, () => new Shapes(processes));
    this.shapes = this.shapesAfter[rounds];
    this.rows = Array.from({ length: rounds + 1 }, () => new Int32Array(processes).fill(CRASHED));
    this.crashRow = new Int32Array(processes);
    this.heard = new Int32Array(processes);
    this.begin();
    this.run(1, this.inputs - 1, faults);
    if (this.filled !== this.patterns)
      throw new Error(`${this.filled} crash patterns found, ${this.patterns} expected`);
  }

  /** Before the first round each process knows its own input. */
  private begin(): void {
    for (let p = 0; p < this.system.processes; p++) {
      this.heard.fill(CRASHED);
      this.rows[0][p] = this.shapesAfter[0].intern(p, this.heard, 1 << p);
    }
  }

  /** Every way in which a round and those after it can go, depth first: what was seen before it is shared. */
  private run(round: number, up: number, budget: number): void {
    const { processes, rounds } = this.system;
    for (const { crashed, lost } of this.crashes(up, budget)) {
      const after = up & ~crashed;
      for (let p = 0; p < processes; p++)
        if ((crashed & (1 << p)) !== 0) this.crashRow[p] = (round << ROUND_SHIFT) | lost[p];
      for (let p = 0; p < processes; p++)
        this.rows[round][p] = (after & (1 << p)) === 0 ? CRASHED : this.seen(p, round, up, lost);
      if (round < rounds) this.run(round + 1, after, budget - bitCount(crashed));
      else this.file();
      for (let p = 0; p < processes; p++) if ((crashed & (1 << p)) !== 0) this.crashRow[p] = 0;
    }
  }

  private seen(process: number, round: number, up: number, lost: readonly number[]): number {
    const { heard } = this;
    const before = this.rows[round - 1];
    const shapesBefore = this.shapesAfter[round - 1];
    const bit = 1 << process;
    let known = 0;
    for (let q = 0; q < heard.length; q++) {
      const arrives = (up & (1 << q)) !== 0 && (lost[q] & bit) === 0;
      heard[q] = arrives ? before[q] : CRASHED;
      if (arrives) known |= shapesBefore.knownTo(before[q]);
    }
    return this.shapesAfter[round].intern(process, heard, known);
  }

  private file(): void {
    const at = this.filled++ * this.system.processes;
    this.finalShapes.set(this.rows[this.system.rounds], at);
    this.crashWords.set(this.crashRow, at);
    if (this.filled % STEPS === 0)
      this.watch({
        doing: 'building executions',
        done: this.filled * this.inputs,
        total: this.size,
      });
  }

  private crashes(up: number, budget: number): readonly RoundCrashes[] {
    const { processes } = this.system;
    const key = budget * this.inputs + up;
    let found = this.choices.get(key);
    if (found === undefined) {
      found = crashesOfRound(processes, up, budget);
      this.choices.set(key, found);
    }
    return found;
  }

  /** The view of a process in an execution, as a number; CRASHED where it crashes. */
  view(execution: number, process: number): number {
    const inputs = execution % this.inputs;
    const pattern = (execution - inputs) / this.inputs;
    const shape = this.finalShapes[pattern * this.system.processes + process];
    return shape === CRASHED ? CRASHED : shape * this.inputs + (inputs & this.shapes.knownTo(shape));
  }

  /** How many view numbers there are; not all of them are views. */
  get viewNumbers(): number {
    return this.shapes.count * this.inputs;
  }

  /** An execution as plain data. */
  describe(execution: number): RoundExecution {
    const { processes } = this.system;
    const inputs = execution % this.inputs;
    const pattern = (execution - inputs) / this.inputs;
    const crashes: Crash[] = [];
    for (let process = 0; process < processes; process++) {
      const word = this.crashWords[pattern * processes + process];
      if (word !== 0)
        crashes.push({ process, round: word >>> ROUND_SHIFT, lost: membersOf(word & LOST_MASK) });
    }
    return {
      inputs: Array.from({ length: processes }, (_, p) => ((inputs >>> p) & 1) as Input),
      crashes,
    };
  }

  /**
   * For how many of all executions this one stands: of each message that crashes on the way to a process that takes no further part,
   * nobody knows whether it arrived.
   */
  weight(pattern: number): number {
    const { processes } = this.system;
    const rounds: number[] = [];
    for (let p = 0; p < processes; p++) {
      const word = this.crashWords[pattern * processes + p];
      if (word !== 0) rounds.push(word >>> ROUND_SHIFT);
    }
    let weight = 1;
    for (const round of rounds) weight *= 2 ** (rounds.filter((other) => other <= round).length - 1);
    return weight;
  }
}

/**
 * How several threads share walks: an atomic counter hands them out, in blocks, to whoever asks. So each thread's walks ascend,
 * and below a walk that ran into trouble all will be walked, beyond it none need be.
 */
import { setImmediate } from 'node:timers/promises';
import type { Tally } from './tally.js';
import type { Trouble, Walker } from './walker.js';

/** A block is to take so long: short enough that threads end together, long enough that handing in does not count. */
const BLOCK_MS = 20;
const BLOCK_WALKS_MAX = 4096;
/** How long a thread walks before it listens to others. */
const SLICE_MS = 20;
/** Steps between two looks at the clock. */
const STEPS_BETWEEN_LOOKS = 4;

const NEXT = 0;
const END = 1;
const STEPS = 2;

/** The numbers of the walks, from 0, in memory that all threads share. */
export class WalkNumbers {
  private readonly words: BigInt64Array;

  constructor(readonly memory: SharedArrayBuffer) {
    this.words = new BigInt64Array(memory);
  }

  static upTo(walks: number): WalkNumbers {
    const numbers = new WalkNumbers(new SharedArrayBuffer(3 * BigInt64Array.BYTES_PER_ELEMENT));
    Atomics.store(numbers.words, END, BigInt(walks));
    return numbers;
  }

  /** Takes the next so many walks; the number of the first. */
  claim(count: number): number {
    return Number(Atomics.add(this.words, NEXT, BigInt(count)));
  }

  /** Nobody need take this walk or those beyond. It only ever sinks. */
  get end(): number {
    return Number(Atomics.load(this.words, END));
  }

  endAt(walk: number): void {
    let end = Atomics.load(this.words, END);
    while (walk < end) {
      const before = Atomics.compareExchange(this.words, END, end, BigInt(walk));
      if (before === end) return;
      end = before;
    }
  }

  /** Steps that all threads have taken, for those who watch. */
  get steps(): number {
    return Number(Atomics.load(this.words, STEPS));
  }

  countSteps(steps: number): void {
    Atomics.add(this.words, STEPS, BigInt(steps));
  }
}

/** Walks that one thread took, one after the other. Plain data. */
export interface Block {
  readonly from: number;
  /** The walk after the last that was finished. */
  readonly to: number;
  readonly tally: Tally;
  /** Where the last of them ran into trouble: of which kind, and what was said. */
  readonly trouble?: { readonly kind: 'violated' | 'spec-error'; readonly message: string };
}

export interface ShareListener {
  readonly onBlock: (block: Block) => void;
  /** Called a few dozen times a second. */
  readonly onSlice: () => void;
}

/** The walks of one thread. */
export class Share {
  private due = performance.now() + SLICE_MS;
  private stepsCounted = 0;

  constructor(
    private readonly walker: Walker,
    private readonly numbers: WalkNumbers,
    private readonly listener: ShareListener,
  ) {}

  /** Takes walks until there are none left. */
  async take(): Promise<void> {
    const { numbers, listener } = this;
    for (let size = 1; ; ) {
      const from = numbers.claim(size);
      const { end } = numbers;
      if (from >= end) return;
      const began = performance.now();
      listener.onBlock(await this.takeBlock(from, Math.min(from + size, end)));
      this.countSteps();
      const fitting = Math.ceil((size * BLOCK_MS) / (performance.now() - began));
      size = Math.max(1, Math.min(fitting, 4 * size, BLOCK_WALKS_MAX));
    }
  }

  private async takeBlock(from: number, to: number): Promise<Block> {
    const { walker, numbers } = this;
    for (let walk = from; walk < to; walk++) {
      if (!(await this.takeWalk(walk))) return { from, to: walk, tally: walker.take() };
      if (walker.trouble === undefined) continue;
      numbers.endAt(walk + 1);
      return { from, to: walk + 1, tally: walker.take(), trouble: inWords(walker.trouble) };
    }
    return { from, to, tally: walker.take() };
  }

  /** Takes a walk to its end; false where it was given up, since nobody needs it any more. */
  private async takeWalk(walk: number): Promise<boolean> {
    const { walker, numbers } = this;
    if (walk >= numbers.end) return false;
    for (let goesOn = walker.begin(walk); goesOn; ) {
      for (let i = 0; goesOn && i < STEPS_BETWEEN_LOOKS; i++) goesOn = walker.advance();
      if (performance.now() < this.due) continue;
      await this.listen();
      if (goesOn && walk >= numbers.end) return false;
    }
    return true;
  }

  /** Lets others have their say. */
  private async listen(): Promise<void> {
    this.countSteps();
    this.listener.onSlice();
    await setImmediate();
    this.due = performance.now() + SLICE_MS;
  }

  private countSteps(): void {
    this.numbers.countSteps(this.walker.steps - this.stepsCounted);
    this.stepsCounted = this.walker.steps;
  }
}

function inWords(trouble: Trouble): Block['trouble'] {
  const { kind } = trouble;
  return { kind, message: kind === 'violated' ? trouble.failure.property.name : trouble.error.message };
}

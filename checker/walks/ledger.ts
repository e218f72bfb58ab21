/**
 * The walks that were handed in, in any order. Only what was seen from the first walk on without a gap is told where a run ends
 * by itself, and nothing beyond a walk that ran into trouble: that is the same however many threads there were.
 */
import { addTally, emptyTally } from './tally.js';
import type { Block } from './walk-share.js';

export class Ledger {
  /** Stretches of walks in ascending order, as long as they get: until there is a gap, or trouble. */
  private stretches: Block[] = [{ from: 0, to: 0, tally: emptyTally() }];

  add(block: Block): void {
    const stretches: Block[] = [];
    for (const stretch of [...this.stretches, block].sort((a, b) => a.from - b.from)) {
      const before = stretches.at(-1);
      if (before?.to !== stretch.from || before.trouble !== undefined) {
        stretches.push(stretch);
        continue;
      }
      addTally(before.tally, stretch.tally);
      stretches[stretches.length - 1] = { ...stretch, from: before.from, tally: before.tally };
    }
    this.stretches = stretches;
  }

  /** All walks from the first on until there is a gap, or trouble. */
  get beginning(): Block {
    return this.stretches[0];
  }

  /** Whether a run of so many walks has come to its end. */
  isComplete(walks: number): boolean {
    return this.beginning.trouble !== undefined || this.beginning.to === walks;
  }

  /** All walks, with the first trouble in them: what is known of a run that was cut short. */
  everything(): Block {
    const tally = emptyTally();
    for (const stretch of this.stretches) addTally(tally, stretch.tally);
    const { from, to, trouble } = this.stretches.find((stretch) => stretch.trouble) ?? this.beginning;
    return { from, to, tally, ...(trouble === undefined ? {} : { trouble }) };
  }
}

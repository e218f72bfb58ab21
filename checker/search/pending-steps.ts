/**
 * Steps out of a few states, between finding them and adding what they lead to. The processor waits for memory wherever a
 * fingerprint is looked up or added; done for many steps in a row, it waits for all of them at once.
 */
import type { Frontier } from '../frontier.js';
import { grown } from '../intern.js';

/** States whose steps are pending at most: enough to keep the memory busy, few enough to stay in the first cache. */
const STATES_MAX = 16;

/** Words of a step: its outcome, the two halves of the fingerprint that it leads to, and the place of the state that it leaves. */
export const PENDING_WORDS = 4;

/**
 * Fingerprints that are remembered, each in the place that its low bits give. States that are found together share successors: four of five
 * fingerprints that come again come so soon that they are found here, in 32 KiB, and never looked up in the visited set.
 */
const LATELY = 1 << 12;

export class PendingSteps {
  states = 0;
  /** How many words of `steps` are in use. */
  end = 0;
  steps: Int32Array = new Int32Array(1024);
  /** Of each state: its number, and where its row lies in the frontier. */
  private readonly numbers = new Float64Array(STATES_MAX);
  private readonly words: Int32Array[] = [];
  private readonly places = new Int32Array(STATES_MAX);
  private readonly strides = new Int32Array(STATES_MAX);
  /** Fingerprints of steps that were pending not long ago; a pair of zeros is none. */
  private readonly lately = new Int32Array(2 * LATELY);

  get isFull(): boolean {
    return this.states === STATES_MAX;
  }

  /** Takes over the steps, 3 words each, out of the state that was read last; without those that lead where another one led not long ago. */
  take(frontier: Frontier, found: Int32Array, count: number): void {
    const state = this.states++;
    this.numbers[state] = frontier.number;
    this.words[state] = frontier.words;
    this.places[state] = frontier.place;
    this.strides[state] = frontier.stride;
    while (this.end + count * PENDING_WORDS > this.steps.length) this.steps = grown(this.steps);
    const { steps, lately } = this;
    let at = this.end;
    for (let i = 0; i < 3 * count; i += 3) {
      const low = found[i + 1];
      const high = found[i + 2];
      const place = (low & (LATELY - 1)) << 1;
      if (lately[place] === low && lately[place + 1] === high && (low | high) !== 0) continue;
      lately[place] = low;
      lately[place + 1] = high;
      steps[at] = found[i];
      steps[at + 1] = low;
      steps[at + 2] = high;
      steps[at + 3] = state;
      at += PENDING_WORDS;
    }
    this.end = at;
  }

  clear(): void {
    this.states = 0;
    this.end = 0;
  }

  /** The number of the state that a step leaves. */
  numberOf(step: number): number {
    return this.numbers[this.steps[step + 3]];
  }

  /** Copies the row of the state that a step leaves; tells how many words it had when it was written. */
  copyRow(step: number, to: Int32Array): number {
    const state = this.steps[step + 3];
    const words = this.words[state];
    const from = this.places[state];
    const stride = this.strides[state];
    for (let word = 0; word < stride; word++) to[word] = words[from + word];
    return stride;
  }
}

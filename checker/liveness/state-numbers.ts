/**
 * Numbers for states, in the order in which they are first met: 64-bit fingerprints by open addressing. For what goes through states once
 * more and keeps something of each (the state graph, ways with the fewest context switches); how many there may be is known.
 */
import { Words } from '../words.js';

/** Slots of the table in which states are looked up, in parts of the states. */
const SLOTS_A_STATE = 1.5;
/** Both halves of its fingerprint, and its slots. */
export const NUMBER_BYTES = 4 * (2 + SLOTS_A_STATE);

export class StateNumbers {
  /** How many states have a number. */
  count = 0;
  private readonly low: Words;
  private readonly high: Words;
  private readonly slots: Words;

  /**
   * @param statesMax how many there will be; there is room for one more, so that a state too many can be told from a table that is full
   * @throws RangeError where the system has no memory left
   */
  constructor(statesMax: number) {
    this.low = new Words(statesMax + 1);
    this.high = new Words(statesMax + 1);
    this.slots = new Words(Math.ceil(statesMax * SLOTS_A_STATE) + 2);
  }

  /** The number of the state with this fingerprint; a new one where there is none: then `count` has grown. */
  of(low: number, high: number): number {
    const slot = this.slotOf(low, high);
    const there = this.slots.get(slot);
    if (there !== 0) return there - 1;
    const number = this.count++;
    this.slots.set(slot, number + 1);
    this.low.set(number, low);
    this.high.set(number, high);
    return number;
  }

  /** The number of the state with this fingerprint, or -1 where it was never met. */
  find(low: number, high: number): number {
    return this.slots.get(this.slotOf(low, high)) - 1;
  }

  /** Where the state is, or would be. */
  private slotOf(low: number, high: number): number {
    const { slots } = this;
    const words = slots.length;
    for (let slot = mixed(low, high) % words; ; slot = slot + 1 === words ? 0 : slot + 1) {
      const there = slots.get(slot);
      if (there === 0) return slot;
      if (this.low.get(there - 1) === low >>> 0 && this.high.get(there - 1) === high >>> 0) return slot;
    }
  }

  fingerprint(number: number): { readonly low: number; readonly high: number } {
    return { low: this.low.get(number) | 0, high: this.high.get(number) | 0 };
  }
}

/** Fingerprints are XORs, so neither half is spread well enough by itself. */
function mixed(low: number, high: number): number {
  const hash = Math.imul(low ^ Math.imul(high, 0x9e3779b1) ^ (high >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/**
 * How many distinct states were seen, about, in 16 kB whatever their number: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007)
 * over the 64-bit fingerprints, with the estimator of Ertl 2017 (arXiv 1702.01284, section 2.6), which needs no tables of biases
 * and is as good for few states as for many.
 *
 * Fingerprints are mixed first. They are XORs of hashes, so those of all subsets of some messages are a linear space, in which
 * every register sees the same pattern of bits: the estimate would be more than twice the truth. The rounds below multiply
 * integers, which is not linear in bits.
 *
 * No library: those on npm hash what they are given themselves, from text, to 32 bits or with dependencies that are far larger
 * than this file.
 */
import { scrambled } from '../scrambled.js';

const INDEX_BITS = 14;
const REGISTERS = 1 << INDEX_BITS;
/** Bits that a register looks for the first 1 in. */
const RANK_BITS = 32;

/** Of an estimate, as a part of the number: two thirds of all estimates are nearer. */
export const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);

export class HyperLogLog {
  constructor(
    /** One more than the zeros in front of the first 1, the most that was seen; 0 where nothing was. */
    readonly registers: Uint8Array<ArrayBuffer> = new Uint8Array(REGISTERS),
  ) {}

  /** Takes note of a state by the two halves of its fingerprint. */
  add(low: number, high: number): void {
    // A Feistel network: different fingerprints stay different.
    const right = high ^ scrambled(low);
    const left = low ^ scrambled(right);
    const rank = Math.clz32(right ^ scrambled(left)) + 1;
    const index = left >>> (32 - INDEX_BITS);
    if (rank > this.registers[index]) this.registers[index] = rank;
  }

  /** Takes note of all that another one has seen. */
  merge({ registers }: HyperLogLog): void {
    for (let i = 0; i < REGISTERS; i++) {
      if (registers[i] > this.registers[i]) this.registers[i] = registers[i];
    }
  }

  /** How many distinct states were added, about; a whole number. */
  estimate(): number {
    const counts = new Array<number>(RANK_BITS + 2).fill(0);
    for (const register of this.registers) counts[register]++;
    let sum = REGISTERS * tau(1 - counts[RANK_BITS + 1] / REGISTERS);
    for (let rank = RANK_BITS; rank >= 1; rank--) sum = (sum + counts[rank]) / 2;
    sum += REGISTERS * sigma(counts[0] / REGISTERS);
    return Math.round((REGISTERS * REGISTERS) / (2 * Math.LN2 * sum));
  }
}

/** Ertl's correction for registers that nothing has touched: x + the sum of x^(2^k) 2^(k-1) over k from 1. */
function sigma(part: number): number {
  if (part === 1) return Number.POSITIVE_INFINITY;
  let power = part;
  let weight = 1;
  let sum = part;
  for (let before = -1; sum !== before; weight *= 2) {
    before = sum;
    power *= power;
    sum += power * weight;
  }
  return sum;
}

/** Ertl's correction for full registers: a third of 1 - x - the sum of (1 - x^(2^-k))^2 2^-k over k from 1. */
function tau(part: number): number {
  if (part === 0 || part === 1) return 0;
  let root = part;
  let weight = 1;
  let sum = 1 - part;
  for (let before = -1; sum !== before; ) {
    before = sum;
    root = Math.sqrt(root);
    weight /= 2;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}

/**
 * From answers to steps: of each outcome of each enabled action, whether it changes anything in this state, and the
 * fingerprint of the state that it leads to.
 */
import { grown } from './intern.js';
import type { Layout } from './layout.js';
import {
  ADD,
  ASSIGN,
  COMPLEX,
  DELTA_HIGH,
  DELTA_LOW,
  FIRST_ADD,
  OP_END,
  OP_START,
  type Outcomes,
  SET_END,
  SET_START,
  STRIDE,
} from './outcomes.js';

export class Steps {
  /** The steps found last, 3 words each: outcome, and the two halves of the successor's fingerprint. */
  steps: Int32Array = new Int32Array(1024);
  private listed: Int32Array = new Int32Array(256);
  private readonly complex: number[] = [];

  constructor(
    private readonly outcomes: Outcomes,
    private readonly layout: Layout,
  ) {}

  /**
   * Finds the steps of some answers out of a state. Nothing is called in the loop, as in `Engine.lookUp`: outcomes that
   * need a call are put aside.
   * @param enabled the answers' leaves
   * @returns how many steps there are
   */
  find(enabled: Int32Array, enabledCount: number, row: Int32Array, low: number, high: number): number {
    const total = this.listOutcomes(enabled, enabledCount);
    const { listed, steps, complex } = this;
    const { records, ops, fired } = this.outcomes;
    const { members } = this.layout;
    if (complex.length > 0) complex.length = 0; // left over where a blind update failed in the last call
    let at = 0;
    for (let i = 0; i < total; i++) {
      const outcome = listed[i];
      const record = outcome * STRIDE;
      let toLow = low ^ records[record + DELTA_LOW];
      let toHigh = high ^ records[record + DELTA_HIGH];
      let changes = records[record + SET_END] - records[record + SET_START];
      const first = records[record + FIRST_ADD];
      if (first >= 0) {
        const member = first * 4;
        if ((row[members[member]] & members[member + 1]) === 0) {
          toLow ^= members[member + 2];
          toHigh ^= members[member + 3];
          changes++;
        }
        for (let op = records[record + OP_START] + 1, end = records[record + OP_END]; op < end; op += 2) {
          const further = ops[op] * 4;
          if ((row[members[further]] & members[further + 1]) !== 0) continue;
          toLow ^= members[further + 2];
          toHigh ^= members[further + 3];
          changes++;
        }
      } else if (first === COMPLEX) {
        complex.push(outcome);
        continue;
      }
      if (changes === 0) continue;
      fired[outcome]++;
      steps[at] = outcome;
      steps[at + 1] = toLow;
      steps[at + 2] = toHigh;
      at += 3;
    }
    return complex.length === 0 ? at / 3 : this.findComplex(row, low, high, at / 3);
  }

  /** Lists the outcomes of all enabled answers, and makes room for as many steps. */
  private listOutcomes(enabled: Int32Array, enabledCount: number): number {
    const { leafStart } = this.outcomes;
    let total = 0;
    for (let e = 0; e < enabledCount; e++) total += leafStart[enabled[e] + 1] - leafStart[enabled[e]];
    while (this.listed.length < total) this.listed = grown(this.listed);
    while (this.steps.length < 3 * total) this.steps = grown(this.steps);
    const { listed } = this;
    let at = 0;
    for (let e = 0; e < enabledCount; e++) {
      const end = leafStart[enabled[e] + 1];
      for (let outcome = leafStart[enabled[e]]; outcome < end; outcome++) listed[at++] = outcome;
    }
    return total;
  }

  /** Adds the steps of outcomes that assign or change what the action did not read. */
  private findComplex(row: Int32Array, low: number, high: number, from: number): number {
    const { outcomes, layout } = this;
    const { ops, records } = outcomes;
    let count = from;
    for (const outcome of this.complex) {
      const record = outcome * STRIDE;
      let toLow = low ^ records[record + DELTA_LOW];
      let toHigh = high ^ records[record + DELTA_HIGH];
      let changes = records[record + SET_END] - records[record + SET_START];
      for (let i = records[record + OP_START], end = records[record + OP_END]; i < end; ) {
        const op = ops[i];
        const operand = ops[i + 1];
        if (op === ADD) {
          i += 2;
          if (layout.hasMember(row, operand)) continue;
          toLow ^= layout.members[4 * operand + 2];
          toHigh ^= layout.members[4 * operand + 3];
          changes++;
          continue;
        }
        const word = op === ASSIGN ? operand : outcomes.blindWord(operand);
        const value = op === ASSIGN ? ops[i + 2] : outcomes.changed(operand, row);
        i += op === ASSIGN ? 3 : 2;
        if (row[word] === value) continue;
        const { hashLow, hashHigh } = layout.interned(word);
        toLow ^= hashLow[row[word]] ^ hashLow[value];
        toHigh ^= hashHigh[row[word]] ^ hashHigh[value];
        changes++;
      }
      if (changes === 0) continue;
      outcomes.fired[outcome]++;
      this.steps[3 * count] = outcome;
      this.steps[3 * count + 1] = toLow;
      this.steps[3 * count + 2] = toHigh;
      count++;
    }
    this.complex.length = 0;
    return count;
  }
}

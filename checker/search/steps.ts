/**
 * From outcomes to steps: of each outcome of the enabled actions, whether it changes anything in this state, and the
 * fingerprint of the state that it leads to.
 */
import { grown } from '../intern.js';
import type { Layout } from '../tables/layout.js';
import type { Outcomes } from '../tables/outcomes.js';

/**
 * What the loop below has to know of an outcome, one array for all of it: what its sets change in the fingerprint, and how many they
 * are; how it adds; the word, the bit and the two halves of the hash of the first member; where the further ones are in its ops.
 *
 * The places of the fields are named here and are not imported: V8 loads an imported constant anew at every use, with eight
 * instructions in Node 20, and here these were one in fifteen of a whole search.
 */
const RECORD_BITS = 4;
const SETS_LOW = 0;
const SETS_HIGH = 1;
const SETS = 2;
const ADDS = 3;
const ADD_WORD = 4;
const ADD_BIT = 5;
const ADD_LOW = 6;
const ADD_HIGH = 7;
const MORE_START = 8;
const MORE_END = 9;
/** How an outcome adds: nothing, one member, several; or it assigns or changes what was not read. */
const ADDS_NONE = 0;
const ADDS_ONE = 1;
const ADDS_SEVERAL = 2;
const COMPLEX = 3;

/** The kinds of an outcome's ops, each followed by its operands: a member; a word and a value; a blind change. */
export const ADD = 0;
export const ASSIGN = 1;
export const CHANGE = 2;

/** Words of a record; the record of an outcome lies at so many times its number. */
export const STEP_RECORD = 1 << RECORD_BITS;

/** What a record is made of. */
export interface StepFacts {
  /** The change of the fingerprint by the outcome's sets, and how many they are. */
  readonly low: number;
  readonly high: number;
  readonly sets: number;
  /** Word, bit and the two halves of the hash of the first member that it adds, if it adds any. */
  readonly firstAdd?: Int32Array;
  /** Where its ops begin and end: further members that it adds or, of a complex outcome, everything else. */
  readonly opStart: number;
  readonly opEnd: number;
  readonly isComplex: boolean;
}

export function writeStepRecord(records: Int32Array, outcome: number, facts: StepFacts): void {
  const { low, high, sets, firstAdd = [0, 0, 0, 0], opStart, opEnd, isComplex } = facts;
  const several = opEnd > opStart ? ADDS_SEVERAL : ADDS_ONE;
  const adds = isComplex ? COMPLEX : facts.firstAdd === undefined ? ADDS_NONE : several;
  records.set([low, high, sets, adds, ...firstAdd, opStart, opEnd], outcome * STEP_RECORD);
}

export class Steps {
  /** The steps found last, 3 words each: outcome, and the two halves of the successor's fingerprint. */
  steps: Int32Array = new Int32Array(1024);
  private readonly complex: number[] = [];

  constructor(
    private readonly outcomes: Outcomes,
    private readonly layout: Layout,
  ) {}

  /**
   * Finds the steps of some outcomes out of a state. Nothing is called in the loop, as in `Engine.lookUp`: outcomes that
   * need a call are put aside.
   * @param listed the outcomes of the enabled actions
   * @returns how many steps there are
   */
  find(listed: Int32Array, total: number, row: Int32Array, low: number, high: number): number {
    while (this.steps.length < 3 * total) this.steps = grown(this.steps);
    const { steps, complex } = this;
    const { stepRecords, ops, fired } = this.outcomes;
    const { members } = this.layout;
    if (complex.length > 0) complex.length = 0; // left over where a blind update failed in the last call
    let at = 0;
    for (let i = 0; i < total; i = (i + 1) | 0) {
      const outcome = listed[i];
      const record = outcome << RECORD_BITS;
      let toLow = low ^ stepRecords[record | SETS_LOW];
      let toHigh = high ^ stepRecords[record | SETS_HIGH];
      let changes = stepRecords[record | SETS];
      const adds = stepRecords[record | ADDS];
      if (adds !== ADDS_NONE) {
        if (adds === COMPLEX) {
          complex.push(outcome);
          continue;
        }
        if ((row[stepRecords[record | ADD_WORD]] & stepRecords[record | ADD_BIT]) === 0) {
          toLow ^= stepRecords[record | ADD_LOW];
          toHigh ^= stepRecords[record | ADD_HIGH];
          changes = 1;
        }
        if (adds === ADDS_SEVERAL) {
          const end = stepRecords[record | MORE_END];
          for (let op = stepRecords[record | MORE_START]; op < end; op = (op + 2) | 0) {
            const member = ops[(op + 1) | 0] << 2;
            if ((row[members[member]] & members[member | 1]) !== 0) continue;
            toLow ^= members[member | 2];
            toHigh ^= members[member | 3];
            changes = 1;
          }
        }
      }
      if (changes === 0) continue;
      fired[outcome]++;
      steps[at] = outcome;
      steps[(at + 1) | 0] = toLow;
      steps[(at + 2) | 0] = toHigh;
      at = (at + 3) | 0;
    }
    return complex.length === 0 ? at / 3 : this.findComplex(row, low, high, at / 3);
  }

  /** Adds the steps of outcomes that assign or change what the action did not read, and counts those that are cut off. */
  private findComplex(row: Int32Array, low: number, high: number, from: number): number {
    const { outcomes, layout } = this;
    const { ops, stepRecords } = outcomes;
    let count = from;
    for (const outcome of this.complex) {
      const record = outcome * STEP_RECORD;
      let toLow = low ^ stepRecords[record + SETS_LOW];
      let toHigh = high ^ stepRecords[record + SETS_HIGH];
      let changes = stepRecords[record + SETS];
      for (let i = stepRecords[record + MORE_START], end = stepRecords[record + MORE_END]; i < end; ) {
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
      if (changes === 0) {
        outcomes.noteIdle(outcome);
        continue;
      }
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

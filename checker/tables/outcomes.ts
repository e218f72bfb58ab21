/**
 * Outcomes compiled to integers. An answer (a leaf of a table) is a run of outcomes; an outcome is
 *
 *  - `sets`: pairs (word, value) for cells whose old value was read, so that the change of the fingerprint
 *    is one constant for all of them;
 *  - `ops`: what depends on the state: members to add, cells assigned unread, blind changes.
 *
 * Updates that assign what was read are dropped, and outcomes that are left with nothing.
 */
import { canonical } from '../canonical.js';
import { grown } from '../intern.js';
import type { Outcome, Update } from '../model.js';
import { ADD, ASSIGN, CHANGE, STEP_RECORD, writeStepRecord } from '../search/steps.js';
import type { SpecCalls } from '../user-code/spec-call.js';
import type { Layout } from './layout.js';
import { NO_VIEW, type Reads } from './view.js';

/** The leaf without outcomes: the action is disabled. */
export const DISABLED = 0;
/** The leaf of a table that was dropped: the action is called for every state. */
export const DIRECT = 1;

/**
 * A record of an outcome. FIRST_ADD is the member that it adds first, NONE, or, where it does more than set what was read and add
 * members, COMPLEX, and its ops tell all; else they tell the further members. CUT_OFF is 1 of an outcome that is no step but counted: it does nothing.
 */
export const STRIDE = 8;
export const FIRST_ADD = 0;
export const SET_START = 1;
export const SET_END = 2;
export const OP_START = 3;
export const OP_END = 4;
export const ACTION = 5;
export const CUT_OFF = 6;

/** FIRST_ADD of an outcome that adds nothing. */
export const NONE = -1;
/** FIRST_ADD of an outcome with assignments or changes that depend on the state. */
export const COMPLEX = -2;

export { ADD, ASSIGN };

type ChangeUpdate = Update & { readonly kind: 'change' };

/** A blind change, or several of one cell in a row, as a function from value id to value id. */
interface BlindChange {
  readonly word: number;
  readonly updates: readonly ChangeUpdate[];
  /** One more than the new id, by the old id; 0 where it was not computed yet. */
  next: Int32Array;
}

export class Outcomes {
  /** The outcomes of leaf l are leafStart[l] to leafStart[l + 1] - 1. */
  leafStart: Int32Array = new Int32Array(256);
  leafCount = 2;
  count = 0;
  /** What there is to know of each outcome, at STRIDE times its number: the fields below. */
  records: Int32Array = new Int32Array(256 * STRIDE);
  /** What `Steps` has to know of each outcome. */
  stepRecords: Int32Array = new Int32Array(256 * STEP_RECORD);
  /** The number of who moves in an outcome, and how often it was a step that changed something, or was cut off. */
  mover: Int32Array = new Int32Array(256);
  fired: Float64Array = new Float64Array(256);
  /** Whether the bounds of the instance ever cut one off. */
  hasCutOff = false;
  sets: Int32Array = new Int32Array(1024);
  ops: Int32Array = new Int32Array(1024);
  private setTop = 0;
  private opTop = 0;
  private readonly blinds: BlindChange[] = [];
  private readonly blindIds = new Map<string, number>();

  constructor(
    private readonly layout: Layout,
    private readonly calls: SpecCalls,
  ) {}

  /** Compiles an answer; `reads` is what the action read when it gave it. */
  addLeaf(answer: readonly Outcome[], reads: Reads, action: number, mover: number): number {
    const first = this.count;
    for (const { updates, isCutOff = false } of answer)
      this.addOutcome(isCutOff ? [] : updates, reads, action, mover, isCutOff);
    if (this.count === first) return DISABLED;
    if (this.leafCount + 1 >= this.leafStart.length) this.leafStart = grown(this.leafStart);
    const leaf = this.leafCount++;
    this.leafStart[leaf] = first;
    this.leafStart[leaf + 1] = this.count;
    return leaf;
  }

  /** Forgets all leaves from this one on. */
  forgetFrom(leaf: number): void {
    if (leaf === this.leafCount) return;
    this.leafCount = leaf;
    this.count = this.leafStart[leaf];
    this.setTop = this.records[this.count * STRIDE + SET_START];
    this.opTop = this.records[this.count * STRIDE + OP_START];
  }

  /** Adds, by the number of the action, how often outcomes from this one on were steps, and how often they were cut off. */
  addFired(from: number, fired: number[] | undefined, cutOff: number[] | undefined): void {
    for (let outcome = from; outcome < this.count; outcome++) {
      const total = this.isCutOff(outcome) ? cutOff : fired;
      if (total !== undefined) total[this.records[outcome * STRIDE + ACTION]] += this.fired[outcome];
    }
  }

  /** Takes note of an outcome that changes nothing. */
  noteIdle(outcome: number): void {
    if (this.isCutOff(outcome)) this.fired[outcome]++;
  }

  /** Whether an outcome is no step, but one that the bounds of the instance cut off. */
  isCutOff(outcome: number): boolean {
    return this.records[outcome * STRIDE + CUT_OFF] === 1;
  }

  /** Carries an outcome's assignments, additions and changes out on a row. */
  apply(outcome: number, row: Int32Array): void {
    const { sets, ops, layout, records } = this;
    const record = outcome * STRIDE;
    for (let i = records[record + SET_START], end = records[record + SET_END]; i < end; i += 2) {
      row[sets[i]] = sets[i + 1];
    }
    if (records[record + FIRST_ADD] >= 0) layout.addMember(row, records[record + FIRST_ADD]);
    for (let i = records[record + OP_START], end = records[record + OP_END]; i < end; ) {
      switch (ops[i]) {
        case ADD:
          layout.addMember(row, ops[i + 1]);
          i += 2;
          break;
        case ASSIGN:
          row[ops[i + 1]] = ops[i + 2];
          i += 3;
          break;
        default:
          row[this.blindWord(ops[i + 1])] = this.changed(ops[i + 1], row);
          i += 2;
      }
    }
  }

  blindWord(blind: number): number {
    return this.blinds[blind].word;
  }

  /** The value id of a blind change's cell after the change. */
  changed(blind: number, row: Int32Array): number {
    const change = this.blinds[blind];
    const old = row[change.word];
    const next = old < change.next.length ? change.next[old] : 0;
    return next !== 0 ? next - 1 : this.computeChanged(change, old);
  }

  private computeChanged(change: BlindChange, old: number): number {
    let id = old;
    for (const update of change.updates) id = this.change(change.word, id, update);
    while (old >= change.next.length) change.next = grown(change.next);
    change.next[old] = id + 1;
    return id;
  }

  /** The value id of a cell after one change. */
  private change(word: number, old: number, { by, argument }: ChangeUpdate): number {
    const interned = this.layout.interned(word);
    return this.calls.call({
      place: () => `blind update ${by.name} of ${interned.name}`,
      run: (_view, value) => interned.intern(by.apply(value as never, argument as never)),
      view: () => NO_VIEW,
      element: interned.values[old],
      text: String,
    });
  }

  private addOutcome(
    updates: readonly Update[],
    reads: Reads,
    action: number,
    mover: number,
    isCutOff: boolean,
  ): void {
    const { layout } = this;
    const assigned = new Map<number, number>();
    const changes = new Map<number, ChangeUpdate[]>();
    const added = new Set<number>();
    for (const update of updates) {
      if (update.kind === 'add') {
        added.add(layout.member(layout.soupWords(update.soup), update.member));
        continue;
      }
      const word = layout.cellWord(update.cell);
      if (update.kind === 'set') {
        assigned.set(word, layout.interned(word).intern(update.value));
        changes.delete(word);
        continue;
      }
      const known = assigned.get(word) ?? reads.valueOf(word);
      if (known !== undefined) {
        assigned.set(word, this.change(word, known, update));
      } else {
        changes.set(word, [...(changes.get(word) ?? []), update]);
      }
    }

    const setsBefore = this.setTop;
    const opsBefore = this.opTop;
    let low = 0;
    let high = 0;
    for (const [word, value] of assigned) {
      const old = reads.valueOf(word);
      if (old === value) continue;
      if (old === undefined) {
        this.pushOps(ASSIGN, word, value);
        continue;
      }
      const { hashLow, hashHigh } = layout.interned(word);
      low ^= hashLow[old] ^ hashLow[value];
      high ^= hashHigh[old] ^ hashHigh[value];
      if (this.setTop + 2 > this.sets.length) this.sets = grown(this.sets);
      this.sets[this.setTop++] = word;
      this.sets[this.setTop++] = value;
    }
    for (const [word, parts] of changes) this.pushOps(CHANGE, this.blindId(word, parts));
    let firstAdd = this.opTop > opsBefore ? COMPLEX : NONE;
    for (const number of added) {
      if (firstAdd === NONE) firstAdd = number;
      else this.pushOps(ADD, number);
    }
    const isNothing = this.setTop === setsBefore && this.opTop === opsBefore && firstAdd === NONE;
    if (isNothing && !isCutOff) return;

    if ((this.count + 1) * STRIDE >= this.records.length) this.growOutcomes();
    const outcome = this.count++;
    const cutOff = isCutOff ? 1 : 0;
    this.hasCutOff ||= isCutOff;
    this.records.set(
      [firstAdd, setsBefore, this.setTop, opsBefore, this.opTop, action, cutOff],
      outcome * STRIDE,
    );
    writeStepRecord(this.stepRecords, outcome, {
      low,
      high,
      sets: this.setTop - setsBefore,
      firstAdd: firstAdd < 0 ? undefined : layout.members.subarray(4 * firstAdd, 4 * firstAdd + 4),
      opStart: opsBefore,
      opEnd: this.opTop,
      isComplex: firstAdd === COMPLEX || isCutOff,
    });
    this.mover[outcome] = mover;
    this.fired[outcome] = 0;
  }

  private blindId(word: number, updates: readonly ChangeUpdate[]): number {
    const key = `${word} ${updates.map((u) => `${u.by.name} ${canonical(u.argument)}`).join(' ')}`;
    let id = this.blindIds.get(key);
    if (id === undefined) {
      id = this.blinds.length;
      this.blindIds.set(key, id);
      this.blinds.push({ word, updates, next: new Int32Array(16) });
    }
    return id;
  }

  private pushOps(...words: number[]): void {
    if (this.opTop + words.length > this.ops.length) this.ops = grown(this.ops);
    for (const word of words) this.ops[this.opTop++] = word;
  }

  private growOutcomes(): void {
    this.records = grown(this.records);
    this.stepRecords = grown(this.stepRecords);
    this.mover = grown(this.mover);
    const fired = new Float64Array(this.fired.length * 2);
    fired.set(this.fired);
    this.fired = fired;
  }
}

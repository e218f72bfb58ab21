/**
 * The steps of a model, at integer speed: given a state's row, every step out of it with the fingerprint of the state
 * that it leads to. Spec code is called only where no table knows the answer.
 *
 * The engine has no opinion about the order of exploration; search, simulation and the reconstruction of
 * executions all stand on `expand` and `apply`.
 */

import { mover } from './execution.js';
import { grown } from './intern.js';
import { isOutOfMemory } from './memory.js';
import type { Model } from './model.js';
import { actionName } from './model.js';
import { Steps } from './search/steps.js';
import { OrbitSteps } from './symmetry/orbit-steps.js';
import type { SymmetryGroup } from './symmetry.js';
import { DecisionTables, NondeterminismError } from './table.js';
import { ActionTable } from './tables/action-table.js';
import { Candidates } from './tables/candidates.js';
import { Joint } from './tables/joint.js';
import { Layout } from './tables/layout.js';
import {
  ACTION,
  ADD,
  ASSIGN,
  DIRECT,
  DISABLED,
  FIRST_ADD,
  OP_END,
  OP_START,
  Outcomes,
  SET_END,
  SET_START,
  STRIDE,
} from './tables/outcomes.js';
import { Reads, RecordingView } from './tables/view.js';
import { ParcelError } from './threads/parcel.js';
import type { SharedLog } from './threads/shared-log.js';
import { outcomesText, placeName, type SpecCalls, SpecFailure, thrownText } from './user-code/spec-call.js';
import { answerFault, requireWellFormed } from './user-code/well-formed.js';

/** A table with this many misses is judged: it must have answered at least as many look-ups from memory. */
const MISSES_BEFORE_JUDGED = 4096;
/** Entries of tables. Not written out in a loop: V8 loads an imported constant anew at every use. */
const DISABLED_ENTRY = ~DISABLED;
const DIRECT_ENTRY = ~DIRECT;

export class Engine {
  readonly layout: Layout;
  readonly tables = new DecisionTables();
  readonly outcomes: Outcomes;
  readonly actions: ActionTable[];
  readonly actionNames: string[] = [];
  /** Who may move: the nodes, and each action of no node (checker/execution.ts, mover). */
  readonly movers: string[] = [];
  /** Steps that changed something, and steps that were cut off, by action name, of outcomes that are forgotten by now. */
  private readonly firedBefore: number[] = [];
  private readonly cutOffBefore: number[] = [];

  /** Look-ups in the tables of actions. */
  lookups = 0;

  private readonly candidates: Candidates;
  readonly joint: Joint;
  /** The outcomes of the last `expand`. */
  private listed: Int32Array = new Int32Array(256);
  private enabled: Int32Array = new Int32Array(256);
  private enabledCount = 0;
  private readonly found: Steps | OrbitSteps;
  /** Of the last `expand`: tables that the quick look could not answer, and dropped tables. */
  private readonly unanswered: number[] = [];
  private readonly direct: number[] = [];
  private outcomesToForget = 0;
  private readonly misses: number[] = [];
  /** Of each table: how many states had been expanded when it was judged last. */
  private readonly judgedAt: number[] = [];
  private expansions = 0;
  /** By outcome: the words of a row that it may change, as far as patterns were known when rows had so many words. */
  private touched: (Int32Array | undefined)[] = [];
  private touchedAt = 0;
  private readonly view: RecordingView;
  private readonly reads = new Reads();

  constructor(
    readonly model: Model,
    readonly calls: SpecCalls,
    /** Where it is given, states are known by the keys of their orbits. */
    private readonly group?: SymmetryGroup,
    /** Where other threads explore the same model. */
    log?: SharedLog,
  ) {
    requireWellFormed(model);
    this.layout = new Layout(model, log);
    this.outcomes = new Outcomes(this.layout, calls);
    this.found =
      group === undefined
        ? new Steps(this.outcomes, this.layout)
        : new OrbitSteps(this.outcomes, this.layout, group);
    this.view = new RecordingView(this.layout);
    const numbers = new Map<string, number>();
    const nameNumber = (name: string): number => {
      let number = numbers.get(name);
      if (number === undefined) {
        number = this.actionNames.push(name) - 1;
        numbers.set(name, number);
        this.firedBefore.push(0);
        this.cutOffBefore.push(0);
      }
      return number;
    };
    for (const action of model.actions) if (typeof action.name === 'string') nameNumber(action.name);
    this.actions = model.actions.map(
      (action) => new ActionTable(action, this.layout, this.tables, nameNumber, calls),
    );
    this.candidates = new Candidates(this.actions, this.layout);
    this.joint = new Joint(this.actions, this.layout, this.tables, this.outcomes);
  }

  /** The steps found by the last `expand`, 3 words each: outcome, and the two halves of the successor's fingerprint. */
  get steps(): Int32Array {
    return this.found.steps;
  }

  /** What a state is known by: its fingerprint, or, under a group, the key of its orbit. */
  keyOf(row: Int32Array): { low: number; high: number } {
    if (!(this.found instanceof OrbitSteps)) return this.layout.fingerprint(row);
    this.found.keyOf(row);
    return { low: this.found.low, high: this.found.high };
  }

  /** Elements of the group under which states stand for their orbits; 1 where every state stands for itself. */
  get groupSize(): number {
    return this.group?.size ?? 1;
  }

  /** A row in hand (Layout.createRow). */
  scratchRow(): Int32Array {
    return this.layout.createRow();
  }

  /** How often each action fired, by its number in `actionNames`. */
  fired(): number[] {
    const total = [...this.firedBefore];
    this.outcomes.addFired(0, total, undefined);
    return total;
  }

  /** How many steps of each action the bounds of the instance cut off, by its number in `actionNames`. */
  cutOff(): number[] {
    const total = [...this.cutOffBefore];
    if (this.outcomes.hasCutOff) this.outcomes.addFired(0, undefined, total);
    return total;
  }

  /**
   * Finds every step out of a state that changes something.
   * @param row a row in hand
   * @returns how many steps there are; they stand in `steps` until the next call
   * @throws SpecFailure
   */
  expand(row: Int32Array, low: number, high: number): number {
    this.expansions++;
    // Left over where spec code failed in the last call, after which paths are still rebuilt.
    if (this.unanswered.length > 0) this.unanswered.length = 0;
    if (this.direct.length > 0) this.direct.length = 0;
    if (this.outcomesToForget > 0) this.forgetDirectOutcomes();
    const { candidates, joint } = this;
    if (candidates.hasNewMembers) joint.forget(candidates.admitMembers());
    let count = joint.lookUp(row, this.listed);
    this.lookups += joint.size;
    if (joint.unanswered.length > 0) count = this.askTables(row, count);
    return this.found.find(this.listed, count, row, low, high);
  }

  /** Asks the tables of the actions that have no joint answer one by one, and lists their outcomes too. */
  private askTables(row: Int32Array, listedCount: number): number {
    const { candidates, joint } = this;
    candidates.collect(row, joint.unanswered);
    this.lookUp(row);
    if (this.unanswered.length > 0) this.answerAll(row);
    joint.file(row);
    if (this.direct.length > 0) this.callDirect(row);
    const count = this.listOutcomes(listedCount);
    while (this.listed.length < joint.listedMax) this.listed = grown(this.listed);
    return count;
  }

  /** Lists the outcomes of the enabled leaves after those that are listed. */
  private listOutcomes(listedCount: number): number {
    const { leafStart } = this.outcomes;
    const { enabled, enabledCount } = this;
    let count = listedCount;
    for (let e = 0; e < enabledCount; e++) count += leafStart[enabled[e] + 1] - leafStart[enabled[e]];
    while (this.listed.length < count) this.listed = grown(this.listed);
    const { listed } = this;
    let at = listedCount;
    for (let e = 0; e < enabledCount; e++) {
      const end = leafStart[enabled[e] + 1];
      for (let outcome = leafStart[enabled[e]]; outcome < end; outcome++) listed[at++] = outcome;
    }
    return count;
  }

  /**
   * Looks all candidates up. Nothing is called in this loop, so that the compiler may keep what it knows about the arrays from
   * one round to the next; what needs a call is put aside.
   */
  private lookUp(row: Int32Array): void {
    const { todo, count } = this.candidates;
    const { nodes, roots } = this.tables;
    while (this.enabled.length < count) this.enabled = grown(this.enabled);
    const { enabled, unanswered } = this;
    let enabledCount = 0;
    for (let i = 0; i < count; i++) {
      let entry = roots[todo[i]];
      while (entry > 0) {
        const word = nodes[entry];
        if (word < 0) break;
        const value = row[word];
        entry = value < nodes[entry + 1] ? nodes[entry + 2 + value] : 0;
      }
      if (entry === DISABLED_ENTRY) continue;
      if (entry < DIRECT_ENTRY) enabled[enabledCount++] = ~entry;
      else unanswered.push(todo[i]);
    }
    this.enabledCount = enabledCount;
    this.lookups += count;
  }

  /** Answers what the quick look did not: wide nodes, tables that were dropped, and what was never asked before. */
  private answerAll(row: Int32Array): void {
    for (const table of this.unanswered) {
      let leaf = this.tables.find(table, row);
      if (leaf < 0) leaf = this.evaluate(table, row);
      if (leaf === DIRECT) this.direct.push(table);
      else if (leaf !== DISABLED) this.enable(leaf);
    }
    this.unanswered.length = 0;
  }

  private enable(leaf: number): void {
    if (this.enabledCount === this.enabled.length) this.enabled = grown(this.enabled);
    this.enabled[this.enabledCount++] = leaf;
  }

  /** The number of an outcome's action in `actionNames`. */
  actionOf(outcome: number): number {
    return this.outcomes.records[outcome * STRIDE + ACTION];
  }

  /** Carries a step out: the row of the successor, in a row in hand. */
  apply(outcome: number, row: Int32Array, next: Int32Array): void {
    const words = this.layout.wordCount;
    for (let word = 0; word < words; word++) next[word] = row[word];
    this.outcomes.apply(outcome, next);
  }

  /** Takes back what an outcome has changed in a copy of a row, which may have been completed in the meantime. */
  undo(outcome: number, row: Int32Array, changed: Int32Array): void {
    const { wordCount } = this.layout;
    if (this.touchedAt !== wordCount) {
      // A new pattern may match what old outcomes add.
      this.touchedAt = wordCount;
      this.touched = [];
    }
    let words = this.touched[outcome];
    if (words === undefined) {
      words = Int32Array.from(this.touchedWords(outcome));
      if (this.isKept(outcome)) this.touched[outcome] = words;
    }
    for (let i = 0; i < words.length; i++) changed[words[i]] = row[words[i]];
  }

  /** Whether the last `expand` gave outcomes that the next one forgets. */
  get hasDirectOutcomes(): boolean {
    return this.outcomesToForget > 0;
  }

  /** Whether an outcome keeps its number: answers of dropped tables do not. */
  isKept(outcome: number): boolean {
    return this.outcomesToForget === 0 || outcome < this.outcomes.leafStart[this.outcomesToForget];
  }

  /** The words of a row that an outcome may change, derived words included. */
  touchedWords(outcome: number): Set<number> {
    const { outcomes, layout } = this;
    const { records, sets, ops } = outcomes;
    const record = outcome * STRIDE;
    const words = new Set<number>();
    const touchSoup = (member: number): void => {
      words.add(layout.members[4 * member]);
      for (const { pattern } of layout.memberPatterns[member]) words.add(pattern.word);
    };
    for (let i = records[record + SET_START]; i < records[record + SET_END]; i += 2) words.add(sets[i]);
    if (records[record + FIRST_ADD] >= 0) touchSoup(records[record + FIRST_ADD]);
    for (let i = records[record + OP_START]; i < records[record + OP_END]; ) {
      const operand = ops[i + 1];
      if (ops[i] === ADD) touchSoup(operand);
      else words.add(ops[i] === ASSIGN ? operand : outcomes.blindWord(operand));
      i += ops[i] === ASSIGN ? 3 : 2;
    }
    return words;
  }

  /** Calls the action and files its answer; a table that does not pay is dropped. */
  private evaluate(table: number, row: Int32Array): number {
    const leaf = this.answer(table, row);
    let filed: boolean;
    try {
      filed = this.tables.file(table, this.reads.words, this.reads.values, leaf);
    } catch (error) {
      if (!(error instanceof NondeterminismError)) throw error;
      throw new SpecFailure(this.place(table), error.message, { cause: error });
    }
    this.joint.noteReads(this.candidates.actionOf[table], this.reads.words);
    if (leaf === DISABLED) this.candidates.noteDisabled(table, this.reads);
    const misses = (this.misses[table] ?? 0) + 1;
    this.misses[table] = misses;
    if (!filed || (misses % MISSES_BEFORE_JUDGED === 0 && !this.pays(table))) {
      this.tables.replace(table, DIRECT);
    }
    return leaf;
  }

  /** Whether a table has answered most of the states since it was judged last. */
  private pays(table: number): boolean {
    const states = this.expansions - (this.judgedAt[table] ?? 0);
    this.judgedAt[table] = this.expansions;
    return states > 2 * MISSES_BEFORE_JUDGED;
  }

  /** Calls the action and compiles its answer to a leaf. */
  private answer(table: number, row: Int32Array): number {
    const { reads, view } = this;
    const owner = this.actions[this.candidates.actionOf[table]];
    const element = this.candidates.elementOf[table];
    const answer = this.calls.call({
      place: () => this.place(table),
      run: owner.action.run,
      view: () => {
        reads.clear();
        view.show(row, reads, 0);
        return view;
      },
      element: owner.element(element),
      text: outcomesText,
    });
    const fault = answerFault(answer);
    if (fault !== undefined) throw new SpecFailure(this.place(table), fault);
    try {
      const name = owner.names[element];
      return this.outcomes.addLeaf(answer, reads, name, this.moverNumber(owner, name));
    } catch (error) {
      if (error instanceof SpecFailure || isOurs(error)) throw error;
      throw new SpecFailure(this.place(table), thrownText(error), { cause: error });
    }
  }

  /** Answers of dropped tables live until the next `expand`, so they come after everything that is kept. */
  private callDirect(row: Int32Array): void {
    this.outcomesToForget = this.outcomes.leafCount;
    for (const table of this.direct) {
      const leaf = this.answer(table, row);
      if (leaf !== DISABLED) this.enable(leaf);
    }
    this.direct.length = 0;
  }

  private forgetDirectOutcomes(): void {
    const { outcomes } = this;
    outcomes.addFired(outcomes.leafStart[this.outcomesToForget], this.firedBefore, this.cutOffBefore);
    if (outcomes.leafCount > this.outcomesToForget) outcomes.forgetFrom(this.outcomesToForget);
    this.outcomesToForget = 0;
  }

  private moverNumber({ action }: ActionTable, name: number): number {
    const who = mover({ action: this.actionNames[name], node: action.node });
    const known = this.movers.indexOf(who);
    return known >= 0 ? known : this.movers.push(who) - 1;
  }

  private place(table: number): string {
    const owner = this.actions[this.candidates.actionOf[table]];
    const { action } = owner;
    const element = owner.element(this.candidates.elementOf[table]);
    return placeName('action', actionName(action, element), {
      ...(action.node === undefined ? {} : { node: action.node }),
      ...action.parameters,
    });
  }
}

/** Whether an error is none of the spec's: memory that the system refuses to our own arrays, or a value that cannot travel. */
function isOurs(error: unknown): boolean {
  return isOutOfMemory(error) || error instanceof ParcelError;
}

/**
 * The steps of a model, at integer speed: given a state's row, every step out of it with the fingerprint of the state
 * that it leads to. Spec code is called only where no table knows the answer.
 *
 * The engine has no opinion about the order of exploration; search, simulation and the reconstruction of
 * executions all stand on `expand` and `apply`.
 */
import { ActionTable } from './action-table.js';
import { ValueError } from './canonical.js';
import { mover } from './execution.js';
import { Layout, ModelError, WORDS_MAX } from './layout.js';
import type { Model } from './model.js';
import { actionName } from './model.js';
import { ADD, ASSIGN, DIRECT, DISABLED, Outcomes } from './outcomes.js';
import type { SoupWords } from './soup-pattern.js';
import { outcomesText, placeName, type SpecCalls, SpecFailure } from './spec-call.js';
import { DecisionTables, NondeterminismError } from './table.js';
import { Reads, RecordingView } from './view.js';

/** A table with this many misses is judged: it must have answered at least as many look-ups from memory. */
const MISSES_BEFORE_JUDGED = 4096;

export class Engine {
  readonly layout: Layout;
  readonly tables = new DecisionTables();
  readonly outcomes: Outcomes;
  readonly actions: ActionTable[];
  readonly actionNames: string[] = [];
  /** Who may move: the nodes, and each action of no node (checker/execution.ts, mover). */
  readonly movers: string[] = [];
  /** Steps that changed something, by action name, of outcomes that are forgotten by now. */
  private readonly firedBefore: number[] = [];

  /** The steps found by the last `expand`: outcome, and the two halves of the successor's fingerprint. */
  stepOutcome: Int32Array = new Int32Array(1024);
  stepLow: Int32Array = new Int32Array(1024);
  stepHigh: Int32Array = new Int32Array(1024);
  /** Look-ups in the tables of actions. */
  lookups = 0;

  private enabled: Int32Array = new Int32Array(256);
  private enabledCount = 0;
  /** Pairs of (action, element) whose tables were dropped, met in the last `expand`. */
  private readonly direct: number[] = [];
  private outcomesToForget = 0;
  private readonly misses: number[] = [];
  private expansions = 0;
  private readonly view: RecordingView;
  private readonly reads = new Reads();

  constructor(
    readonly model: Model,
    readonly calls: SpecCalls,
  ) {
    this.layout = new Layout(model);
    this.outcomes = new Outcomes(this.layout, calls);
    this.view = new RecordingView(this.layout);
    const numbers = new Map<string, number>();
    const nameNumber = (name: string): number => {
      let number = numbers.get(name);
      if (number === undefined) {
        number = this.actionNames.push(name) - 1;
        numbers.set(name, number);
        this.firedBefore.push(0);
      }
      return number;
    };
    for (const action of model.actions) if (typeof action.name === 'string') nameNumber(action.name);
    this.actions = model.actions.map(
      (action) => new ActionTable(action, this.layout, this.tables, nameNumber),
    );
  }

  /** A row that holds any state of the model. */
  scratchRow(): Int32Array {
    return new Int32Array(WORDS_MAX);
  }

  /** How often each action fired, by its number in `actionNames`. */
  fired(): number[] {
    const total = [...this.firedBefore];
    const { outcomes } = this;
    for (let outcome = 0; outcome < outcomes.count; outcome++) {
      total[outcomes.action[outcome]] += outcomes.fired[outcome];
    }
    return total;
  }

  /**
   * Finds every step out of a state that changes something.
   * @param row a complete scratch row, which may gain words
   * @returns how many steps there are; they stand in stepOutcome, stepLow, stepHigh until the next call
   * @throws SpecFailure
   */
  expand(row: Int32Array, low: number, high: number): number {
    this.expansions++;
    if (this.outcomesToForget > 0) this.forgetDirectOutcomes();
    this.enabledCount = 0;
    const { actions } = this;
    for (let a = 0; a < actions.length; a++) {
      const action = actions[a];
      if (action.kind === 'plain') this.look(a, 0, action.tables[0], row);
      else if (action.kind === 'soup') this.lookOverSoup(a, action, row);
      else {
        const elements = action.elementsOf(row[action.cellWord]);
        for (let i = 0; i < elements.length; i++) this.look(a, elements[i], action.table(elements[i]), row);
      }
    }
    if (this.direct.length > 0) this.callDirect(row);
    return this.emit(row, low, high);
  }

  private lookOverSoup(a: number, action: ActionTable, row: Int32Array): void {
    const words = (action.soup as SoupWords).words;
    const active = action.activeWords();
    for (let i = 0; i < active.length; i++) {
      const k = active[i];
      let bits = action.candidates(row, k, words[k]);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const index = (k << 5) | bit;
        this.look(a, index, action.table(index), row);
      }
    }
  }

  /** Looks an action's answer up and takes it down among the enabled ones. */
  private look(a: number, element: number, table: number, row: Int32Array): void {
    this.lookups++;
    let leaf = this.tables.find(table, row);
    if (leaf === DISABLED) return;
    if (leaf < 0) leaf = this.evaluate(a, element, table, row);
    if (leaf > DIRECT) {
      if (this.enabledCount === this.enabled.length) this.enabled = widened(this.enabled);
      this.enabled[this.enabledCount++] = leaf;
    } else if (leaf === DIRECT) {
      this.direct.push(a, element);
    }
  }

  /** Computes the fingerprints of the successors. */
  private emit(row: Int32Array, low: number, high: number): number {
    const { outcomes, layout, enabled, enabledCount } = this;
    const { leafStart, deltaLow, deltaHigh, setStart, opStart, ops, fired } = outcomes;
    const { memberWord, memberMask, memberLow, memberHigh } = layout;
    let { stepOutcome, stepLow, stepHigh } = this;
    let count = 0;
    for (let e = 0; e < enabledCount; e++) {
      const end = leafStart[enabled[e] + 1];
      for (let outcome = leafStart[enabled[e]]; outcome < end; outcome++) {
        let toLow = low ^ deltaLow[outcome];
        let toHigh = high ^ deltaHigh[outcome];
        let changes = setStart[outcome + 1] !== setStart[outcome];
        for (let i = opStart[outcome], opEnd = opStart[outcome + 1]; i < opEnd; ) {
          const op = ops[i];
          if (op === ADD) {
            const member = ops[i + 1];
            i += 2;
            if ((row[memberWord[member]] & memberMask[member]) === 0) {
              toLow ^= memberLow[member];
              toHigh ^= memberHigh[member];
              changes = true;
            }
            continue;
          }
          const word = op === ASSIGN ? ops[i + 1] : outcomes.blindWord(ops[i + 1]);
          const value = op === ASSIGN ? ops[i + 2] : outcomes.changed(ops[i + 1], row);
          i += op === ASSIGN ? 3 : 2;
          if (row[word] !== value) {
            const { hashLow, hashHigh } = layout.interned(word);
            toLow ^= hashLow[row[word]] ^ hashLow[value];
            toHigh ^= hashHigh[row[word]] ^ hashHigh[value];
            changes = true;
          }
        }
        if (!changes) continue;
        fired[outcome]++;
        if (count === stepOutcome.length) {
          stepOutcome = this.stepOutcome = widened(stepOutcome);
          stepLow = this.stepLow = widened(stepLow);
          stepHigh = this.stepHigh = widened(stepHigh);
        }
        stepOutcome[count] = outcome;
        stepLow[count] = toLow;
        stepHigh[count] = toHigh;
        count++;
      }
    }
    return count;
  }

  /** Carries a step out: the row of the successor, in a scratch row. */
  apply(outcome: number, row: Int32Array, next: Int32Array): void {
    const words = this.layout.wordCount;
    for (let word = 0; word < words; word++) next[word] = row[word];
    this.outcomes.apply(outcome, next);
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
    const words = new Set<number>();
    for (let i = outcomes.setStart[outcome]; i < outcomes.setStart[outcome + 1]; i += 2) {
      words.add(outcomes.sets[i]);
    }
    for (let i = outcomes.opStart[outcome]; i < outcomes.opStart[outcome + 1]; ) {
      const operand = outcomes.ops[i + 1];
      if (outcomes.ops[i] === ADD) {
        for (const pattern of layout.memberPatterns[operand]) words.add(pattern.word);
      } else {
        words.add(outcomes.ops[i] === ASSIGN ? operand : outcomes.blindWord(operand));
      }
      i += outcomes.ops[i] === ASSIGN ? 3 : 2;
    }
    return words;
  }

  /** Calls the action and files its answer; a table that does not pay is dropped. */
  private evaluate(a: number, element: number, table: number, row: Int32Array): number {
    const leaf = this.answer(a, element, row);
    try {
      this.tables.file(table, this.reads.words, this.reads.values, leaf);
    } catch (error) {
      if (!(error instanceof NondeterminismError)) throw error;
      throw new SpecFailure(this.place(a, element), error.message, { cause: error });
    }
    if (leaf === DISABLED) this.actions[a].noteDisabled(element, this.reads);
    const misses = (this.misses[table] ?? 0) + 1;
    this.misses[table] = misses;
    if (misses % MISSES_BEFORE_JUDGED === 0 && misses * 2 > this.expansions)
      this.tables.replace(table, DIRECT);
    return leaf;
  }

  /** Calls the action and compiles its answer to a leaf. */
  private answer(a: number, element: number, row: Int32Array): number {
    const { layout, reads, view } = this;
    const table = this.actions[a];
    const known = layout.wordCount;
    const answer = this.calls.call({
      place: () => this.place(a, element),
      run: table.action.run,
      view: () => {
        reads.clear();
        view.show(row, reads, 0);
        return view;
      },
      element: table.element(element),
      text: outcomesText,
    });
    if (!isAnswer(answer)) {
      throw new SpecFailure(this.place(a, element), 'answers with no list of outcomes, each with its updates');
    }
    try {
      const leaf = this.outcomes.addLeaf(answer, reads, table.names[element], this.moverNumber(a, element));
      layout.complete(row, known);
      return leaf;
    } catch (error) {
      if (!(error instanceof ValueError || error instanceof ModelError)) throw error;
      throw new SpecFailure(this.place(a, element), error.message, { cause: error });
    }
  }

  /** Answers of dropped tables live until the next `expand`, so they come after everything that is kept. */
  private callDirect(row: Int32Array): void {
    this.outcomesToForget = this.outcomes.leafCount;
    for (let i = 0; i < this.direct.length; i += 2) {
      const leaf = this.answer(this.direct[i], this.direct[i + 1], row);
      if (leaf === DISABLED) continue;
      if (this.enabledCount === this.enabled.length) this.enabled = widened(this.enabled);
      this.enabled[this.enabledCount++] = leaf;
    }
    this.direct.length = 0;
  }

  private forgetDirectOutcomes(): void {
    const { outcomes } = this;
    for (let o = outcomes.leafStart[this.outcomesToForget]; o < outcomes.count; o++) {
      this.firedBefore[outcomes.action[o]] += outcomes.fired[o];
    }
    if (outcomes.leafCount > this.outcomesToForget) outcomes.forgetFrom(this.outcomesToForget);
    this.outcomesToForget = 0;
  }

  private moverNumber(a: number, element: number): number {
    const { action, names } = this.actions[a];
    const name = mover({ action: this.actionNames[names[element]], node: action.node });
    const known = this.movers.indexOf(name);
    return known >= 0 ? known : this.movers.push(name) - 1;
  }

  private place(a: number, element: number): string {
    const { action } = this.actions[a];
    const value = this.actions[a].element(element);
    return placeName('action', actionName(action, value), {
      ...(action.node === undefined ? {} : { node: action.node }),
      ...action.parameters,
    });
  }
}

function widened(array: Int32Array): Int32Array {
  const wider = new Int32Array(array.length * 2);
  wider.set(array);
  return wider;
}

/** Whether an action kept to its type: a spec need not have been compiled. */
function isAnswer(answer: unknown): boolean {
  return Array.isArray(answer) && answer.every((outcome) => Array.isArray(outcome?.updates));
}

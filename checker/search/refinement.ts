/**
 * Refinement: each step of the concrete model maps to a step or a stutter of the abstract one, each initial
 * state to an initial state (Abadi and Lamport 1991, section 2.4: a refinement mapping, safety part).
 *
 * The value of each abstract variable is tabulated over the concrete words that its mapping reads, so the
 * abstract state is integers too, and whether the abstract model has the step is asked of an engine of its own.
 */
import { ValueError } from '../canonical.js';
import { Engine } from '../engine.js';
import { grown } from '../intern.js';
import type { Mapping, Refines, View } from '../model.js';
import { NondeterminismError } from '../table.js';
import { ModelError } from '../tables/layout.js';
import { Reads, RecordingView } from '../tables/view.js';
import type { SharedArrays } from '../threads/shared-arrays.js';
import { placeName, SpecFailure } from '../user-code/spec-call.js';
import { KNOWN_STEPS_WORDS, KnownSteps } from './known-steps.js';

/** One abstract variable: its table over concrete words, and what its leaves mean. */
interface MappedVariable {
  readonly mapping: Mapping;
  readonly table: number;
  /** Every word that it ever read. */
  readonly words: Set<number>;
  /** Leaves: for a cell the ids of values, for a soup the numbers of contents. */
  readonly leaves: Map<string, number>;
  /** By leaf: the value id of a cell, or the members of a soup. */
  readonly meaning: (number | readonly number[])[];
  low: Int32Array;
  high: Int32Array;
}

export class Refinement {
  /** Steps judged that are not stutters of the abstract model. */
  steps = 0;
  private readonly abstract: Engine;
  private readonly variables: MappedVariable[];
  private readonly known: KnownSteps;
  private readonly initialStates = new Set<string>();
  /** By outcome: the variables that it may change; forgotten when a mapping reads a new word. */
  private affected: (readonly number[] | undefined)[] = [];
  private readonly view: RecordingView;
  private readonly reads = new Reads();
  private readonly row: Int32Array;
  /** The state that is left: the leaf of each variable, and the fingerprint. */
  private readonly leaves: Int32Array;
  private fromLow = 0;
  private fromHigh = 0;

  constructor(
    private readonly concrete: Engine,
    readonly property: Refines,
    /** Where other threads judge steps too. */
    arrays?: SharedArrays,
  ) {
    const words = arrays?.words(`known steps ${property.name}`, KNOWN_STEPS_WORDS);
    this.known = new KnownSteps(words ?? new Int32Array(KNOWN_STEPS_WORDS));
    this.abstract = new Engine(property.abstract, concrete.calls);
    this.view = new RecordingView(concrete.layout);
    this.row = this.abstract.scratchRow();
    this.variables = property.mapping.map((mapping) => ({
      mapping,
      table: concrete.tables.create(),
      words: new Set(),
      leaves: new Map(),
      meaning: [],
      low: new Int32Array(16),
      high: new Int32Array(16),
    }));
    this.leaves = new Int32Array(this.variables.length);
    this.requireAllMapped();
    for (const initial of property.abstract.initial) {
      this.abstract.layout.writeInitial(this.row, initial);
      const { low, high } = this.abstract.layout.fingerprint(this.row);
      this.initialStates.add(`${low},${high}`);
    }
  }

  private requireAllMapped(): void {
    const mapped = this.property.mapping.map((m) => (m.kind === 'cell' ? m.cell.name : m.soup.name));
    for (const { name } of this.property.abstract.variables) {
      if (mapped.filter((other) => other === name).length !== 1) {
        throw new ModelError(
          `property ${this.property.name} must map the variable ${name} of ${this.property.abstract.name} exactly once`,
        );
      }
    }
  }

  /** Whether an initial state maps to one. */
  initial(row: Int32Array): boolean {
    this.leave(row);
    return this.initialStates.has(`${this.fromLow},${this.fromHigh}`);
  }

  /** Takes the state that the next steps leave. */
  leave(row: Int32Array): void {
    let low = 0;
    let high = 0;
    for (let i = 0; i < this.variables.length; i++) {
      const variable = this.variables[i];
      const leaf = this.leafIn(variable, row);
      this.leaves[i] = leaf;
      low ^= variable.low[leaf];
      high ^= variable.high[leaf];
    }
    this.fromLow = low;
    this.fromHigh = high;
  }

  /**
   * Whether a step maps to a step or a stutter. A variable whose mapping reads nothing that the step changes keeps its value:
   * the words along the path of its table were noted when the state that is left was mapped.
   */
  step(outcome: number, after: Int32Array): boolean {
    const affected = this.affectedBy(outcome);
    let low = this.fromLow;
    let high = this.fromHigh;
    for (let i = 0; i < affected.length; i++) {
      const variable = this.variables[affected[i]];
      const leaf = this.leafIn(variable, after);
      const before = this.leaves[affected[i]];
      low ^= variable.low[before] ^ variable.low[leaf];
      high ^= variable.high[before] ^ variable.high[leaf];
    }
    const { fromLow, fromHigh } = this;
    if (low === fromLow && high === fromHigh) return true;
    this.steps++;
    if (this.known.has(fromLow, fromHigh, low, high)) return true;
    this.writeRow(this.leaves);
    const steps = this.abstract.expand(this.row, fromLow, fromHigh);
    for (let i = 0; i < steps; i++) {
      if (this.abstract.steps[3 * i + 1] === low && this.abstract.steps[3 * i + 2] === high) {
        this.known.add();
        return true;
      }
    }
    return false;
  }

  /** The variables whose mapping reads a word that an outcome may change, by their places. */
  private affectedBy(outcome: number): readonly number[] {
    const known = this.affected[outcome];
    if (known !== undefined) return known;
    const touched = this.concrete.touchedWords(outcome);
    const affected = this.variables.flatMap(({ words }, i) =>
      [...words].some((w) => touched.has(w)) ? [i] : [],
    );
    if (this.concrete.isKept(outcome)) this.affected[outcome] = affected;
    return affected;
  }

  private leafIn(variable: MappedVariable, row: Int32Array): number {
    const leaf = this.concrete.tables.find(variable.table, row);
    return leaf < 0 ? this.evaluate(variable, row) : leaf;
  }

  private evaluate(variable: MappedVariable, row: Int32Array): number {
    const { mapping } = variable;
    const { calls, tables } = this.concrete;
    const place = (): string =>
      placeName('refinement', this.property.name, {
        variable: mapping.kind === 'cell' ? mapping.cell.name : mapping.soup.name,
      });
    const leaf = calls.call({
      place,
      run: (view) => this.leafOf(variable, view, place),
      view: () => {
        this.reads.clear();
        this.view.show(row, this.reads, 0);
        return this.view;
      },
      text: String,
    });
    for (const word of this.reads.words) {
      if (variable.words.has(word)) continue;
      variable.words.add(word);
      this.affected = [];
    }
    try {
      tables.file(variable.table, this.reads.words, this.reads.values, leaf);
    } catch (error) {
      if (!(error instanceof NondeterminismError)) throw error;
      throw new SpecFailure(place(), error.message, { cause: error });
    }
    return leaf;
  }

  private leafOf(variable: MappedVariable, view: View, place: () => string): number {
    const { mapping } = variable;
    const { layout } = this.abstract;
    try {
      if (mapping.kind === 'cell') {
        const interned = layout.interned(layout.cellWord(mapping.cell));
        const id = interned.intern(mapping.value(view));
        return leafFor(variable, String(id), id, interned.hashLow[id], interned.hashHigh[id]);
      }
      const soup = layout.soupWords(mapping.soup);
      const numbers = [...new Set(mapping.members(view).map((member) => layout.member(soup, member)))];
      numbers.sort((a, b) => a - b);
      const low = numbers.reduce((sum, number) => sum ^ layout.members[4 * number + 2], 0);
      const high = numbers.reduce((sum, number) => sum ^ layout.members[4 * number + 3], 0);
      return leafFor(variable, numbers.join(), numbers, low, high);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw new SpecFailure(place(), error.message, { cause: error });
    }
  }

  private writeRow(leaves: Int32Array): void {
    const { layout } = this.abstract;
    this.row.fill(0, 0, layout.wordCount);
    this.variables.forEach(({ mapping, meaning }, i) => {
      const what = meaning[leaves[i]];
      if (mapping.kind === 'cell') this.row[layout.cellWord(mapping.cell)] = what as number;
      else for (const number of what as readonly number[]) layout.addMember(this.row, number);
    });
  }
}

function leafFor(
  variable: MappedVariable,
  key: string,
  meaning: number | readonly number[],
  low: number,
  high: number,
): number {
  const known = variable.leaves.get(key);
  if (known !== undefined) return known;
  const leaf = variable.meaning.length;
  variable.leaves.set(key, leaf);
  variable.meaning.push(meaning);
  if (leaf >= variable.low.length) {
    variable.low = grown(variable.low);
    variable.high = grown(variable.high);
  }
  variable.low[leaf] = low;
  variable.high[leaf] = high;
  return leaf;
}

/**
 * Predicates of properties, tabulated like actions: what an instance of a quantified property answers, filed under the words that it
 * read. Threads of a search tell each other what they were answered, and which words an instance has ever read.
 */
import type { Engine } from '../engine.js';
import type { Parameters, Property, View } from '../model.js';
import { NondeterminismError } from '../table.js';
import { WORDS_MAX } from '../tables/layout.js';
import { Reads, RecordingView } from '../tables/view.js';
import { type Receive, SharedAnswers } from '../threads/shared-answers.js';
import type { SharedArrays } from '../threads/shared-arrays.js';
import type { SharedLog } from '../threads/shared-log.js';
import { placeName, SpecFailure } from '../user-code/spec-call.js';
import { ThawingView } from '../user-code/thaw.js';

const FALSE = 0;
export const TRUE = 1;
/** The leaf of a table that was dropped. */
const DIRECT = 2;

const MISSES_BEFORE_JUDGED = 4096;

/** Words that an instance of a property was seen to read, in the log that threads share. */
export interface ReadsEntry {
  readonly kind: 'reads';
  /** The place of the instance among all that have tables. */
  readonly number: number;
  readonly words: readonly number[];
  readonly isRestless: boolean;
}

/** One instance of a property, with its table. */
export interface Instance {
  /** Its place among all that have tables, the same in every thread. */
  readonly number: number;
  readonly property: Property;
  readonly parameters: Parameters | undefined;
  readonly table: number;
  readonly holds: (before: View, after: View) => boolean;
  /** Every word that it ever read, before or after the step. */
  readonly words: Set<number>;
  /** Whether it may be false of a step that changes none of its words: it was false, or failed, of some state as a step to itself. */
  isRestless: boolean;
  /** No longer looked at: a reachable property that was met. */
  done: boolean;
  lookups: number;
  misses: number;
  evaluated: number;
}

export class Predicates {
  /** Look-ups in the tables. */
  lookups = 0;
  /** Whether some instance is restless. */
  hasRestless = false;
  private readonly all: Instance[] = [];
  private readonly beforeView: RecordingView;
  private readonly afterView: RecordingView;
  private readonly reads = new Reads();
  private readonly log: SharedLog | undefined;
  private readonly answers: SharedAnswers | undefined;

  /** @param onReads told where an instance turns out to read more words, or to be restless */
  constructor(
    private readonly engine: Engine,
    private readonly onReads: () => void,
    /** Where other threads judge states that this one goes on from. */
    arrays?: SharedArrays,
  ) {
    this.log = arrays?.log;
    this.answers = arrays && new SharedAnswers(arrays);
    this.beforeView = new RecordingView(engine.layout);
    this.afterView = new RecordingView(engine.layout);
    this.log?.on<ReadsEntry>('reads', ({ number, words, isRestless }) => {
      const instance = this.all[number];
      this.addReads(instance, words, isRestless || instance.isRestless);
    });
  }

  /** A new instance. All threads create the same ones, in the same order. */
  create(
    property: Property,
    parameters: Parameters | undefined,
    holds: (before: View, after: View) => boolean,
  ): Instance {
    const table = this.engine.tables.create();
    const instance = {
      number: this.all.length,
      property,
      parameters,
      table,
      holds,
      words: new Set<number>(),
      isRestless: false,
      done: false,
      lookups: 0,
      misses: 0,
      evaluated: 0,
    };
    this.all.push(instance);
    return instance;
  }

  /** TRUE where it holds in a state. */
  decide(instance: Instance, row: Int32Array): number {
    this.lookups++;
    instance.lookups++;
    const leaf = this.engine.tables.find(instance.table, row);
    return leaf < 0 || leaf === DIRECT ? this.evaluate(instance, row, row, leaf === DIRECT) : leaf;
  }

  /** Whether it holds of a step. */
  decideStep(instance: Instance, before: Int32Array, after: Int32Array): boolean {
    this.lookups++;
    instance.lookups++;
    let leaf = this.engine.tables.findStep(instance.table, before, after, WORDS_MAX);
    if (leaf < 0 || leaf === DIRECT) leaf = this.evaluate(instance, before, after, leaf === DIRECT);
    return leaf === TRUE;
  }

  /**
   * Looks at a state as a step to itself: for the words that are read on the way, and for whether steps that change none of them are to be
   * judged. No such step may ever be taken, so it is no failure that the predicate is false here, or throws. That an
   * answer is no function of what was read is told all the same: it may be one of another property that comes from another thread.
   */
  lookAtStutter(instance: Instance, row: Int32Array): void {
    try {
      if (this.decideStep(instance, row, row) || instance.isRestless) return;
      this.reads.clear();
    } catch (error) {
      if (!(error instanceof SpecFailure) || error.cause instanceof NondeterminismError) throw error;
    }
    this.noteReads(instance, true);
  }

  private evaluate(instance: Instance, before: Int32Array, after: Int32Array, direct: boolean): number {
    if (!direct && this.answers?.takeOver(this.receive)) {
      const told = this.engine.tables.findStep(instance.table, before, after, WORDS_MAX);
      if (told >= 0 && told !== DIRECT) return told;
    }
    const leaf = this.callProperty(instance, before, after) ? TRUE : FALSE;
    this.noteReads(instance);
    // What others told may have left no room for this table.
    if (direct || this.engine.tables.isReplaced(instance.table)) return leaf;
    const { words, values } = this.reads;
    const filed = this.file(instance, leaf, words, values);
    if (filed) this.answers?.post(instance.number, leaf, words, values);
    instance.misses++;
    const paysNot = instance.misses % MISSES_BEFORE_JUDGED === 0 && instance.misses * 2 > instance.lookups;
    if (!filed || paysNot) this.engine.tables.replace(instance.table, DIRECT);
    return leaf;
  }

  /** Takes over what another thread was answered. */
  private readonly receive: Receive = (number, leaf, words, values) => {
    const instance = this.all[number];
    const { tables } = this.engine;
    if (tables.isReplaced(instance.table)) return;
    if (!this.file(instance, leaf, words, values)) tables.replace(instance.table, DIRECT);
  };

  private file(
    instance: Instance,
    leaf: number,
    words: ArrayLike<number>,
    values: ArrayLike<number>,
  ): boolean {
    try {
      return this.engine.tables.file(instance.table, words, values, leaf);
    } catch (error) {
      if (!(error instanceof NondeterminismError)) throw error;
      const place = placeName('property', instance.property.name, instance.parameters);
      throw new SpecFailure(place, error.message, { cause: error });
    }
  }

  /** Every thread must know the words that any of them read, and who is restless: it goes on from states that others judged. */
  private noteReads(instance: Instance, isRestless = instance.isRestless): void {
    const words = this.reads.words
      .map((word) => word % WORDS_MAX)
      .filter((word) => !instance.words.has(word));
    if (words.length === 0 && isRestless === instance.isRestless) return;
    const { number } = instance;
    const entry: ReadsEntry = { kind: 'reads', number, words, isRestless };
    this.log?.exclusively(() => this.log?.post(entry));
    this.addReads(instance, words, isRestless);
  }

  private addReads(instance: Instance, words: readonly number[], isRestless: boolean): void {
    for (const word of words) instance.words.add(word);
    instance.isRestless = isRestless;
    if (isRestless) this.hasRestless = true;
    this.onReads();
  }

  /** The words that were read so far, for another thread. */
  entries(): readonly ReadsEntry[] {
    return this.all.map(({ words, isRestless }, number) => ({
      kind: 'reads',
      number,
      words: [...words],
      isRestless,
    }));
  }

  private callProperty(instance: Instance, before: Int32Array, after: Int32Array): boolean {
    const { calls } = this.engine;
    const holds = calls.call({
      place: () => placeName('property', instance.property.name, instance.parameters),
      run: (view) =>
        instance.holds(view, view instanceof ThawingView ? view.beside(this.afterView) : this.afterView),
      view: () => {
        this.reads.clear();
        this.beforeView.show(before, this.reads, 0);
        this.afterView.show(after, this.reads, WORDS_MAX);
        return this.beforeView;
      },
      text: String,
    });
    if (typeof holds !== 'boolean') {
      const what = Array.isArray(holds) ? 'a list' : `something of type ${typeof holds}`;
      throw new SpecFailure(
        placeName('property', instance.property.name, instance.parameters),
        `answers with ${what}, not with true or false`,
      );
    }
    return holds;
  }
}

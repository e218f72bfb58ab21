/**
 * The states of a spec in which a run may be, given its lines so far. Where everything is logged that is one state. Where lines are missing, or a
 * process leaves none, the spec may have taken steps that nobody wrote down: hidden steps. They are taken only where a line needs them, as
 * TLA+ trace validation does (Cirstea, Kuppe, Loillier, Merz 2024), and the search is exact: a hidden step may have come before a line that
 * did not need it, so what was not tried stays open, line by line, and is tried before a line is said not to be explained.
 *
 * Two bounds keep it finite: how many states are expanded for one line, and how many lines back it can go.
 */

/** A state that the lines may have led to. */
export interface Candidate<S> {
  readonly state: S;
  /** How many hidden steps a process may still take, by its name: lines of it are missing. */
  readonly left: ReadonlyMap<string, number>;
}

/** What the frontier must know of a spec, and of lines. It is asked, and not given functions, so that what is known of a run can be saved. */
export interface Hiding<S, L> {
  /** Every state that a line may lead to; none where it is not explained there. */
  readonly moved: (candidate: Candidate<S>, line: L) => readonly Candidate<S>[];
  /** Whether anything may happen unseen. */
  readonly canHide: (candidate: Candidate<S>) => boolean;
  /** Whether no hidden step, at whatever time, makes a difference to a line that is not explained. */
  readonly isSettled: (line: L) => boolean;
  /** Told how many states a search has expanded for a line. */
  readonly searching: (line: L, expanded: number) => void;
  /** Where one hidden step leads. */
  readonly hidden: (candidate: Candidate<S>) => readonly Candidate<S>[];
  /** Equal for equal candidates only. */
  readonly keyOf: (candidate: Candidate<S>) => string;
}

/**
 * `explained`: the line is; `refuted`: it is not, whatever happened unseen; `budget`: more states would have to be looked at; `forgotten`: it may be
 * explained by something unseen that happened longer ago than is remembered.
 */
export type Explained = 'explained' | 'refuted' | 'budget' | 'forgotten';

/** Lines that the search can go back. */
const LAYERS_MAX = 5_000;

/** The states before one line. */
interface Layer<S, L> {
  readonly candidates: Candidate<S>[];
  /** Those before it in the list have been expanded. */
  next: number;
  /** Keys of all candidates, once they are asked for. */
  seen?: Set<string>;
  /** The line; of the last layer none yet. */
  line?: L;
}

export class Frontier<S, L> {
  /** From the first that something may be hidden in to the present. */
  private layers: Layer<S, L>[];
  private isForgetful = false;
  /** States whose hidden steps were asked for, in all. */
  expanded = 0;

  constructor(
    initial: readonly Candidate<S>[],
    private readonly hiding: Hiding<S, L>,
    private readonly budget: number,
  ) {
    this.layers = [{ candidates: [...initial], next: 0 }];
  }

  /** Where the run may be now. */
  get candidates(): readonly Candidate<S>[] {
    return this.last.candidates;
  }

  /** Goes on behind a line, if it is explained; otherwise all is as before. */
  take(line: L): Explained {
    const found = this.candidates.flatMap((one) => this.hiding.moved(one, line));
    if (found.length === 0) return this.hiding.isSettled(line) ? 'refuted' : this.search(line);
    this.advance(line, found);
    return 'explained';
  }

  private get last(): Layer<S, L> {
    return this.layers[this.layers.length - 1];
  }

  private advance(line: L, found: readonly Candidate<S>[]): void {
    this.last.line = line;
    const layer: Layer<S, L> = { candidates: [], next: 0 };
    this.layers.push(layer);
    if (found.length === 1) layer.candidates.push(found[0]);
    else for (const candidate of found) this.add(layer, candidate);
    let gone = 0;
    while (gone < this.layers.length - 1 && !this.isOpen(this.layers[gone])) gone += 1;
    if (this.layers.length - gone > LAYERS_MAX) {
      gone += 1;
      this.isForgetful = true;
    }
    if (gone > 0) this.layers.splice(0, gone);
  }

  /** Takes hidden steps, before this line first and then further back, until the line is explained. */
  private search(line: L): Explained {
    this.last.line = line;
    const goal: Layer<S, L> = { candidates: [], next: 0 };
    this.layers.push(goal);
    let spent = 0;
    while (goal.candidates.length === 0) {
      let at = this.layers.length - 2;
      while (at >= 0 && !this.isOpen(this.layers[at])) at -= 1;
      if (at < 0 || spent >= this.budget) {
        this.layers.pop();
        this.last.line = undefined;
        if (at >= 0) return 'budget';
        return this.isForgetful ? 'forgotten' : 'refuted';
      }
      const layer = this.layers[at];
      const from = layer.candidates[layer.next];
      layer.next += 1;
      if (!this.hiding.canHide(from)) continue;
      spent += 1;
      this.hiding.searching(line, spent);
      this.expanded += 1;
      for (const candidate of this.hiding.hidden(from)) this.follow(at, candidate);
    }
    return 'explained';
  }

  /** Whether it has a candidate whose hidden steps were not tried. */
  private isOpen({ candidates, next }: Layer<S, L>): boolean {
    return next < candidates.length && candidates.some((one, i) => i >= next && this.hiding.canHide(one));
  }

  /** A candidate before a line, and all that the lines from there on make of it. */
  private follow(first: number, candidate: Candidate<S>): void {
    const open: [at: number, candidate: Candidate<S>][] = [[first, candidate]];
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      const [at, next] = item;
      const layer = this.layers[at];
      if (!this.add(layer, next)) continue;
      if (layer.line === undefined) continue;
      for (const after of this.hiding.moved(next, layer.line)) open.push([at + 1, after]);
    }
  }

  private add(layer: Layer<S, L>, candidate: Candidate<S>): boolean {
    layer.seen ??= new Set(layer.candidates.map((one) => this.hiding.keyOf(one)));
    const key = this.hiding.keyOf(candidate);
    if (layer.seen.has(key)) return false;
    layer.seen.add(key);
    layer.candidates.push(candidate);
    return true;
  }
}

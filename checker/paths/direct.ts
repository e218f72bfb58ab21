/**
 * The meaning of a model, without tables, rows or look-ups: a state is a map from variables to values, and every question is
 * asked of the spec's own code. Executions are rebuilt and replayed with it, so that what is shown never rests on the
 * engine alone; tests hold the engine against it.
 */
import { canonical, equalValues } from '../canonical.js';
import { type ActionNote, type Assignment, type Change, distinctNotes, noteOf } from '../execution.js';
import { deepFreeze } from '../freeze.js';
import { pairHash } from '../intern.js';
import {
  type Action,
  actionName,
  type Cell,
  type Matching,
  type Model,
  type Outcome,
  type Pattern,
  type Soup,
  type Update,
  type View,
} from '../model.js';
import { ModelError } from '../tables/layout.js';
import { matches } from '../tables/soup-pattern.js';
import { Members } from './members.js';

/** A step out of a state. */
export interface DirectStep {
  readonly action: Action;
  /** What the action was given besides the state, where it ranges over something. */
  readonly element: unknown;
  readonly name: string;
  readonly outcome: Outcome;
  readonly next: DirectState;
}

/** The texts of values, which states share. */
const texts = new WeakMap<object, string>();

/** The canonical text of a value, which is frozen. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return canonical(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = canonical(value);
  texts.set(deepFreeze(value), text);
  return text;
}

type Hash = ReturnType<typeof pairHash>;

/** The hashes of values, by the variables that have them. */
const hashes = new WeakMap<object, Map<string, Hash>>();

function hashOf(variable: string, value: unknown): Hash {
  if (typeof value !== 'object' || value === null) return pairHash(variable, textOf(value));
  const known = hashes.get(value) ?? new Map<string, Hash>();
  const hash = known.get(variable) ?? pairHash(variable, textOf(value));
  hashes.set(value, known.set(variable, hash));
  return hash;
}

export class DirectState implements View {
  private constructor(
    private readonly model: Model,
    private readonly cells: ReadonlyMap<string, unknown>,
    private readonly soups: ReadonlyMap<string, Members>,
  ) {}

  static initial(model: Model): DirectState[] {
    return model.initial.map((updates) => DirectState.of(model, updates));
  }

  /** The state that these updates make of empty soups and cells without values. */
  static of(model: Model, updates: readonly Update[]): DirectState {
    const soups = model.variables
      .filter((v) => v.kind === 'soup')
      .map((v) => [v.name, Members.none] as const);
    return new DirectState(model, new Map(), new Map(soups)).after(updates);
  }

  get<T>(cell: Cell<T>): T {
    if (!this.cells.has(cell.name)) throw new ModelError(`${cell.name} is not a cell of ${this.model.name}`);
    return this.cells.get(cell.name) as T;
  }

  sent<M, const P extends Pattern<M> = Pattern<M>>(soup: Soup<M>, pattern?: P): readonly Matching<M, P>[] {
    const { values } = this.membersOf(soup.name);
    return values.filter((member) => matches(pattern, member)) as Matching<M, P>[];
  }

  private membersOf(soup: string): Members {
    const members = this.soups.get(soup);
    if (members === undefined) throw new ModelError(`${soup} is not a soup of ${this.model.name}`);
    return members;
  }

  /** The state after some updates. */
  after(updates: readonly Update[]): DirectState {
    const cells = new Map(this.cells);
    const soups = new Map(this.soups);
    for (const update of updates) {
      if (update.kind === 'set') cells.set(update.cell.name, deepFreeze(update.value));
      else if (update.kind === 'change') {
        const old = cells.get(update.cell.name);
        cells.set(update.cell.name, deepFreeze(update.by.apply(old as never, update.argument as never)));
      } else {
        const { name } = update.soup;
        const members = soups.get(name) ?? this.membersOf(name);
        soups.set(name, members.with(textOf(update.member), update.member));
      }
    }
    return new DirectState(this.model, cells, soups);
  }

  /** Every step out of this state that changes something. */
  steps(): DirectStep[] {
    return this.model.actions.flatMap((action) =>
      this.elementsFor(action).flatMap((element) => this.stepsOf(action, element)),
    );
  }

  /** The steps of one action, given an element that is there. */
  stepsOf(action: Action, element: unknown): DirectStep[] {
    return this.outcomesOf(action, element).filter(({ next }) => !next.equals(this));
  }

  /** The same, and outcomes that change nothing: to be told again what one knows, and to say again what was said. */
  outcomesOf(action: Action, element: unknown): DirectStep[] {
    const name = actionName(action, element);
    return action
      .run(this, element)
      .filter(({ isCutOff = false }) => !isCutOff)
      .map((outcome) => ({ action, element, name, outcome, next: this.after(outcome.updates) }));
  }

  /** The actions that have a step which the bounds of the instance cut off here, each once. */
  cutOff(): ActionNote[] {
    const cut = this.model.actions.flatMap((action) =>
      this.elementsFor(action)
        .filter((element) => action.run(this, element).some(({ isCutOff = false }) => isCutOff))
        .map((element) => noteOf(actionName(action, element), action.node)),
    );
    return distinctNotes(cut);
  }

  /** Whether an action ranges over this element here. */
  has({ over }: Action, element: unknown): boolean {
    if (over === undefined) return true;
    const text = canonical(element);
    if (over.kind === 'soup') return this.membersOf(over.soup.name).has(text);
    return over.elements(this.get(over.cell)).some((listed) => canonical(listed) === text);
  }

  /** Whether two states of one model give every variable the same value. */
  equals(other: DirectState): boolean {
    for (const [name, value] of this.cells) if (!equalValues(value, other.cells.get(name))) return false;
    for (const [name, members] of this.soups) if (!members.equals(other.membersOf(name))) return false;
    return true;
  }

  /** What an action is given besides the state, each in turn; once nothing where it ranges over nothing. */
  elementsFor(action: Action): readonly unknown[] {
    const { over } = action;
    if (over === undefined) return [undefined];
    if (over.kind === 'soup') return this.sent(over.soup);
    const listed = over.elements(this.get(over.cell));
    return [...new Map(listed.map((element) => [canonical(element), element])).values()];
  }

  /** The state as canonical text: equal states have equal texts. */
  text(): string {
    return this.pairs()
      .map(([name, text]) => `${name}=${text}`)
      .join('\n');
  }

  /** The two halves of the fingerprint, as the engine computes it. */
  fingerprint(): { low: number; high: number } {
    let low = 0;
    let high = 0;
    for (const { kind, name } of this.model.variables) {
      for (const value of kind === 'cell' ? [this.cells.get(name)] : this.membersOf(name).values) {
        const hash = hashOf(name, value);
        low ^= hash.low;
        high ^= hash.high;
      }
    }
    return { low, high };
  }

  /** Each cell with its value, each soup with each of its members, in order. */
  private pairs(): [string, string][] {
    const pairs: [string, string][] = [];
    for (const { kind, name } of this.model.variables) {
      if (kind === 'cell') pairs.push([name, textOf(this.cells.get(name))]);
      else for (const text of this.membersOf(name).texts) pairs.push([name, text]);
    }
    return pairs;
  }

  /** Every variable with its value, for an execution. */
  assignments(): Assignment[] {
    return this.model.variables.map((variable) => ({
      variable: variable.name,
      kind: variable.kind,
      value: variable.kind === 'cell' ? this.cells.get(variable.name) : this.sent(variable as Soup<unknown>),
    }));
  }

  /** The value of a cell, and undefined where there is no such cell. */
  valueOf(cell: string): unknown {
    return this.cells.get(cell);
  }

  /** What changed on the way to a later state, for an execution. */
  changesTo(next: DirectState): Change[] {
    const changes: Change[] = [];
    for (const { kind, name } of this.model.variables) {
      if (kind === 'cell') {
        const before = this.cells.get(name);
        const after = next.cells.get(name);
        if (!equalValues(before, after)) changes.push({ variable: name, kind, before, after });
        continue;
      }
      const added = next.membersOf(name).notIn(this.membersOf(name));
      if (added.length > 0) changes.push({ variable: name, kind, after: added });
    }
    return changes;
  }
}

/**
 * Whether a spec treats two ids alike in a given state: in the same state with the two exchanged, its own code must answer with the
 * same steps and the same properties, with the two exchanged. Nothing here rests on tables, rows or orbits, which are
 * what a search trusts symmetry for.
 */
import { canonical, canonicalRenamed, type Renaming } from '../canonical.js';
import { changeParts, formatValue } from '../format-value.js';
import {
  add,
  type Cell,
  type Model,
  type Parameters,
  type Property,
  type Soup,
  set,
  type Update,
  type Variable,
} from '../model.js';
import { DirectState, type DirectStep } from '../paths/direct.js';
import { mapped, refinesStart } from '../paths/refines.js';
import { breaksStep } from '../paths/replay.js';
import { type Exchange, SymmetryError } from '../symmetry.js';
import { requireRepeatable, requireRepeatableSteps } from '../user-code/repeatable.js';
import { placeName } from '../user-code/spec-call.js';
import { describeThrown } from '../user-code/thrown.js';
import { renamedName, renamedValue } from './renaming.js';

/** What one instance of a property says of a state or a step. */
interface Answer {
  readonly parameters: Parameters | undefined;
  readonly text: string;
}

/** A state or a step with the same one after the exchange, as two things to ask a property about. */
interface Counterparts {
  readonly state: readonly [DirectState, DirectState];
  /** For a step: what it leads to. */
  readonly next?: readonly [DirectState, DirectState];
  /** For a step: what happens in it. */
  readonly atStep?: () => string;
}

/** Asks one instance of a property. */
type Ask = (parameters: Parameters | undefined, holds: () => unknown) => Answer;

const ACTIONS_TO_DO =
  'compare ids by === alone, not by <, by their place in a list, or with a name; where the protocol orders them, say so in the sort (ordered)';
const PROPERTIES_TO_DO =
  'ask the same of all ids, not by <, by their place in a list, or with a name; or check this property without symmetry';

export class Commuting {
  private readonly ids: ReadonlySet<unknown>;
  /** Of each refinement: the abstract steps out of an abstract state, by texts. */
  private readonly abstractSteps = new Map<Property, Map<string, ReadonlySet<string>>>();

  constructor(
    private readonly model: Model,
    /** Those that must not tell the ids apart. */
    private readonly properties: readonly Property[],
    exchanges: readonly Exchange[],
  ) {
    this.ids = new Set(exchanges.flatMap(({ ids }) => ids));
  }

  /**
   * Tries exchanges in a state.
   * @param steps all steps out of the state
   * @param exchanges those to be tried: all of them, or some
   * @throws SymmetryError, or SpecFailure where the spec's code answers differently each time
   */
  check(
    state: DirectState,
    steps: readonly DirectStep[],
    isInitial: boolean,
    exchanges: readonly Exchange[],
  ): void {
    for (const exchange of exchanges) this.checkExchange(exchange, state, steps, isInitial);
  }

  private checkExchange(
    exchange: Exchange,
    state: DirectState,
    steps: readonly DirectStep[],
    isInitial: boolean,
  ): void {
    const { model } = this;
    const other = exchangedState(model, state, exchange.renaming);
    const found = stepsOf(other);
    if (typeof found === 'string') {
      this.requireRepeatable(state, other);
      throw this.apart(exchange, 'it takes other steps', state, {
        here: 'every action answers',
        exchanged: `one of them ${found}`,
        toDo: ACTIONS_TO_DO,
      });
    }
    const theirs = new Map(found.map((step) => [step.next.text(), step]));
    const ours = new Map(
      steps.map((step) => [exchangedNext(model, state, other, step.next, exchange.renaming).text(), step]),
    );
    const lost = [...ours].find(([text]) => !theirs.has(text));
    const added = [...theirs].find(([text]) => !ours.has(text));
    if (lost !== undefined || added !== undefined) {
      this.requireRepeatable(state, other);
      throw lost === undefined
        ? this.stepApart(exchange, other, added?.[1] as DirectStep, state, steps)
        : this.stepApart(exchange, state, lost[1], other, found);
    }

    const kinds: Property['kind'][] = ['invariant', 'reachable'];
    if (steps.length === 0) kinds.push('deadlock');
    if (isInitial) kinds.push('refines');
    this.compare(exchange, kinds, { state: [state, other] });
    for (const [text, step] of ours) {
      const next = [step.next, theirs.get(text)?.next as DirectState] as const;
      const atStep = () => doing(state, step);
      this.compare(exchange, ['transition', 'refines'], { state: [state, other], next, atStep });
    }
  }

  /** Code that answers differently each time has no counterpart, and not because of any ids. @throws SpecFailure */
  private requireRepeatable(...states: readonly DirectState[]): void {
    for (const state of states) requireRepeatableSteps(this.model, state);
  }

  /** A step out of a state that has no counterpart among the steps of the other. */
  private stepApart(
    exchange: Exchange,
    state: DirectState,
    step: DirectStep,
    other: DirectState,
    others: readonly DirectStep[],
  ): SymmetryError {
    const { renaming } = exchange;
    const image = changesText(other, exchangedState(this.model, step.next, renaming));
    const node = renamedName(step.action.node ?? '', renaming);
    const parameters = canonicalRenamed(step.action.parameters ?? {}, renaming);
    const instead = others.filter(
      ({ action, name }) =>
        name === step.name &&
        (action.node ?? '') === node &&
        canonical(action.parameters ?? {}) === parameters,
    );
    const does = instead.map(({ next }) => changesText(other, next)).join(' or ') || 'nothing';
    return this.apart(exchange, 'it takes other steps', state, {
      here: `action ${doing(state, step)}`,
      exchanged: `no action does ${image}; the counterpart of that action does ${does}`,
      toDo: ACTIONS_TO_DO,
    });
  }

  private compare(exchange: Exchange, kinds: readonly Property['kind'][], both: Counterparts): void {
    for (const property of this.properties) {
      if (!kinds.includes(property.kind)) continue;
      const ours = this.answersOf(property, both, 0);
      const theirs = this.answersOf(property, both, 1);
      const left = theirs.map((answer) => this.labelOf(answer, new Map()));
      for (const answer of ours) {
        const at = left.indexOf(this.labelOf(answer, exchange.renaming));
        if (at >= 0) {
          left.splice(at, 1);
          continue;
        }
        for (const side of [0, 1] as const) this.requireRepeatableAnswers(property, both, side);
        throw this.answersApart(exchange, property, answer, theirs, both);
      }
    }
  }

  /** What is to be the same of an answer and its counterpart. An instance that names no id may be about any of them. */
  private labelOf({ parameters = {}, text }: Answer, renaming: Renaming): string {
    const names = Object.values(parameters).some((value) => this.ids.has(value));
    return `${names ? canonicalRenamed(parameters, renaming) : ''} ${text}`;
  }

  private answersApart(
    exchange: Exchange,
    { name }: Property,
    answer: Answer,
    theirs: readonly Answer[],
    { state: [state], atStep }: Counterparts,
  ): SymmetryError {
    const wanted = canonicalRenamed(answer.parameters ?? {}, exchange.renaming);
    const counterpart = theirs.find(({ parameters = {} }) => canonical(parameters) === wanted) as Answer;
    const named = ({ parameters }: Answer) => placeName('property', name, parameters);
    return this.apart(exchange, `property ${name} answers otherwise`, state, {
      here: `${named(answer)} is ${answer.text}`,
      exchanged: `${named(counterpart)} is ${counterpart.text}`,
      atStep: atStep?.(),
      toDo: PROPERTIES_TO_DO,
    });
  }

  private apart(
    { sort, ids: [one, other] }: Exchange,
    what: string,
    state: DirectState,
    { here, exchanged, atStep, toDo }: Record<'here' | 'exchanged' | 'toDo', string> & { atStep?: string },
  ): SymmetryError {
    return new SymmetryError(`${sort.name} are not alike: with ${one} and ${other} exchanged, ${what}`, [
      ['as it is', here],
      ['exchanged', exchanged],
      ...(atStep === undefined ? [] : [['at the step', atStep] as const]),
      ['in the state', stateText(this.model, state)],
      ['what to do', toDo],
    ]);
  }

  /** @throws SpecFailure */
  private requireRepeatableAnswers(property: Property, both: Counterparts, side: 0 | 1): void {
    this.answersOf(property, both, side, (parameters, holds) => {
      requireRepeatable(() => placeName('property', property.name, parameters), holds, String);
      return { parameters, text: '' };
    });
  }

  private answersOf(
    property: Property,
    { state, next }: Counterparts,
    side: 0 | 1,
    ask: Ask = (parameters, holds) => ({ parameters, text: answerText(holds) }),
  ): Answer[] {
    const before = state[side];
    const after = next?.[side];
    switch (property.kind) {
      case 'invariant':
      case 'reachable':
        return property.instances.map((i) => ask(i.parameters, () => i.holds(before)));
      case 'deadlock':
        return [ask(undefined, () => property.mayEnd(before))];
      case 'transition':
        return property.instances.map((i) =>
          ask(i.parameters, () => !breaksStep(i, before, after as DirectState)),
        );
      case 'refines':
        return [
          ask(undefined, () =>
            after === undefined ? refinesStart(property, before) : this.refinesStep(property, before, after),
          ),
        ];
      // Never asked: orbits and liveness do not go together (checker/symmetry.ts).
      case 'eventually':
      case 'leadsTo':
      case 'possible':
        return [];
    }
  }

  private refinesStep(
    property: Extract<Property, { kind: 'refines' }>,
    before: DirectState,
    after: DirectState,
  ): boolean {
    const from = mapped(property, before);
    const to = mapped(property, after).text();
    const start = from.text();
    if (start === to) return true;
    const known = this.abstractSteps.get(property) ?? new Map<string, ReadonlySet<string>>();
    this.abstractSteps.set(property, known);
    const steps = known.get(start) ?? new Set(from.steps().map(({ next }) => next.text()));
    known.set(start, steps);
    return steps.has(to);
  }
}

/** The same state with ids renamed. */
function exchangedState(model: Model, state: DirectState, renaming: Renaming): DirectState {
  const updates = model.variables.flatMap((variable) =>
    variable.kind === 'cell'
      ? imageOf(variable, [state.get(variable as Cell<unknown>)], renaming)
      : imageOf(variable, state.sent(variable as Soup<unknown>), renaming),
  );
  return DirectState.of(model, updates);
}

/** The same of the state after a step, given that of the one before it: only what changes is renamed. */
function exchangedNext(
  model: Model,
  before: DirectState,
  exchanged: DirectState,
  next: DirectState,
  renaming: Renaming,
): DirectState {
  const changes = new Map(before.changesTo(next).map((change) => [change.variable, change]));
  const updates = model.variables.flatMap((variable) => {
    const change = changes.get(variable.name);
    if (change === undefined) return [];
    return imageOf(
      variable,
      change.kind === 'cell' ? [change.after] : (change.after as readonly unknown[]),
      renaming,
    );
  });
  return exchanged.after(updates);
}

/** What values become, which states share, by renaming. */
const images = new WeakMap<Renaming, WeakMap<object, object>>();

/** What a cell is set to, or what a soup gets, where ids are renamed. */
function imageOf(variable: Variable, values: readonly unknown[], renaming: Renaming): Update[] {
  const known = images.get(renaming) ?? new WeakMap<object, object>();
  images.set(renaming, known);
  const name = renamedName(variable.name, renaming);
  return values.map((value) => {
    let image: unknown;
    // What becomes of a list depends on whether its order has a meaning.
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      image = renamedValue(variable, value, renaming);
    else {
      image = known.get(value) ?? renamedValue(variable, value, renaming);
      known.set(value, image as object);
    }
    return variable.kind === 'cell'
      ? set({ kind: 'cell', name } as Cell<unknown>, image)
      : add({ kind: 'soup', name } as Soup<unknown>, image);
  });
}

/** All steps, or what was thrown instead. */
function stepsOf(state: DirectState): readonly DirectStep[] | string {
  try {
    return state.steps();
  } catch (error) {
    return describeThrown(error);
  }
}

function answerText(holds: () => unknown): string {
  try {
    const answer = holds();
    return typeof answer === 'boolean' ? String(answer) : `of type ${typeof answer}`;
  } catch (error) {
    return `an error: ${describeThrown(error)}`;
  }
}

/** `vote(node: a1) does a1.phase: idle → voted` */
function doing(state: DirectState, { name, action, next }: DirectStep): string {
  const parameters = { ...(action.node === undefined ? {} : { node: action.node }), ...action.parameters };
  const place = placeName('', name, parameters).trim();
  return `${place} does ${changesText(state, next)}`;
}

function changesText(state: DirectState, next: DirectState): string {
  const parts = state.changesTo(next).flatMap((change) =>
    changeParts(change).map(({ path, text }) => {
      const full =
        path === '' ? change.variable : `${change.variable}${path.startsWith('[') ? '' : '.'}${path}`;
      return change.kind === 'soup' ? `${full} ${text}` : `${full}: ${text}`;
    }),
  );
  return parts.join(', ');
}

/** Every variable with its value, but those that are empty. */
function stateText(model: Model, state: DirectState): string {
  const parts = model.variables.flatMap((variable) => {
    const value =
      variable.kind === 'cell' ? state.get(variable as Cell<unknown>) : state.sent(variable as Soup<unknown>);
    const isEmpty = Array.isArray(value) && value.length === 0;
    return isEmpty ? [] : [`${variable.name}: ${formatValue(value)}`];
  });
  return parts.join('; ') || 'every variable is empty';
}

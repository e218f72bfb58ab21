/**
 * Whether a step refines an abstract model, by the spec's own code; and where it does not, why: what it does to the abstract state, and what the
 * abstract model would have allowed there.
 */
import { canonical } from '../canonical.js';
import type { AbstractChange, NearNote, RefinementNote } from '../execution.js';
import { add, type Cell, type Parameters, type Refines, type Soup, set, type View } from '../model.js';
import { DirectState, type DirectStep } from './direct.js';

/** So many of what would have been allowed are told. */
const NEAREST_MAX = 3;

/** Whether a state maps to an initial state of the abstract model. */
export function refinesStart(property: Refines, state: DirectState): boolean {
  const start = mapped(property, state).text();
  return DirectState.initial(property.abstract).some((initial) => initial.text() === start);
}

/** Whether a step maps to a step or a stutter of the abstract model. */
export function refinesStep(property: Refines, before: DirectState, after: DirectState): boolean {
  const from = mapped(property, before);
  const to = mapped(property, after).text();
  return from.text() === to || from.steps().some(({ next }) => next.text() === to);
}

/** The state of the abstract model that a state maps to. */
export function mapped({ abstract, mapping }: Refines, state: View): DirectState {
  return DirectState.of(
    abstract,
    mapping.flatMap((m) =>
      m.kind === 'cell'
        ? [set(m.cell as Cell<unknown>, m.value(state))]
        : m.members(state).map((member) => add(m.soup as Soup<unknown>, member)),
    ),
  );
}

/**
 * Why a step is none of the abstract model, or, where there is no state before it, why a state is no initial state.
 * @throws whatever the abstract model's own code throws on values that it does not know
 */
export function refinementNote(
  property: Refines,
  before: DirectState | undefined,
  after: DirectState,
): RefinementNote {
  const { abstract } = property;
  const to = mapped(property, after);
  const from = before && mapped(property, before);
  const there = from === undefined ? startsOf(property) : stepsFrom(from);
  const changes = differing(from, to);
  if (there.length === 0)
    return { abstract: abstract.name, changes, nearest: notEnabled(property), allowed: 0 };
  const nearest = there
    .map(({ head, state }) => ({ head, state, differs: differing(to, state) }))
    .sort((a, b) => a.differs.length - b.differs.length)
    .slice(0, NEAREST_MAX)
    .map(
      ({ head, state, differs }): NearNote => ({
        ...head,
        changes: from === undefined ? differs.map(({ before: _, ...now }) => now) : differing(from, state),
      }),
    );
  return { abstract: abstract.name, changes, nearest, allowed: there.length };
}

/** Where nothing is possible: some of the actions that are not. */
function notEnabled({ abstract }: Refines): readonly NearNote[] {
  return abstract.actions
    .flatMap(({ name, node, parameters }) =>
      typeof name === 'string' ? [{ head: headOf(name, node, parameters), changes: [] }] : [],
    )
    .slice(0, NEAREST_MAX)
    .map(({ head, changes }) => ({ ...head, changes }));
}

function headOf(action: string, node: string | undefined, parameters: Parameters = {}): Head {
  return {
    action,
    ...(node === undefined ? {} : { node }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  };
}

type Head = Omit<NearNote, 'changes'>;

/** What would have been allowed, and the state to which it leads. */
interface Allowed {
  readonly head: Head;
  readonly state: DirectState;
}

function startsOf({ abstract }: Refines): readonly Allowed[] {
  return DirectState.initial(abstract).map((state) => ({ head: {}, state }));
}

/** Every step, once: steps that are called the same and lead to the same state are one. */
function stepsFrom(from: DirectState): readonly Allowed[] {
  let steps: readonly DirectStep[];
  try {
    steps = from.steps();
  } catch {
    // A mapping may give values that the abstract model never has, and its code may not know what to do with them.
    return [];
  }
  const all = new Map<string, Allowed>();
  for (const { name, action, outcome, next } of steps) {
    const head = headOf(name, action.node, { ...action.parameters, ...outcome.parameters });
    const key = `${canonical(head)}\n${next.text()}`;
    if (!all.has(key)) all.set(key, { head, state: next });
  }
  return [...all.values()];
}

/** The variables that have other values in the second state, with these; where there is no first, all. */
function differing(one: DirectState | undefined, other: DirectState): readonly AbstractChange[] {
  const before = new Map(one?.assignments().map(({ variable, value }) => [variable, value]));
  return other
    .assignments()
    .filter(
      ({ variable, value }) => one === undefined || canonical(before.get(variable)) !== canonical(value),
    )
    .map(({ variable, kind, value }) => ({
      variable,
      kind,
      ...(one === undefined ? {} : { before: before.get(variable) }),
      after: value,
    }));
}

/**
 * A spec bounds how far a run of it goes, so that it can be checked: how many ballots there are, say. A line that is refused by such a bound alone is no
 * violation. It is found by asking the spec with one of its parameters at its most. A guard that is false without that is none of these bounds: it is a rule
 * of the protocol, such as how far ahead of what is decided it may propose.
 */
import { type Action, cell, type Model, set } from '../../checker/model.js';
import { DirectState } from '../../checker/paths/direct.js';
import type { Instance, Spec } from '../../checker/spec.js';
import { guardsAsked } from '../../spec/kit/guard.js';
import type { ModelLine } from './model-line.js';
import { type ModelCandidate, moverOf } from './unseen.js';

/** A spec with one parameter at its most. */
export interface Raised {
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
  readonly model: Model;
  /** What is counted down from the parameter, such as crashes that are left: how much more there is of it. */
  readonly more: ReadonlyMap<string, number>;
}

/** One for each parameter that is a number and leaves the processes as they are. */
export function raisedOf(spec: Spec, { parameters, model }: Instance): readonly Raised[] {
  const variables = variablesOf(model);
  return Object.entries(spec.parameters).flatMap(([parameter, declared]) => {
    const from = parameters[parameter];
    if (declared.kind !== 'integer' || typeof from !== 'number' || from >= declared.max) return [];
    const raised = raisedTo(spec, { ...parameters, [parameter]: declared.max });
    return raised === undefined || variablesOf(raised) !== variables
      ? []
      : [{ parameter, from, to: declared.max, model: raised, more: moreIn(raised, model) }];
  });
}

/** None where the others do not allow it. */
function raisedTo(spec: Spec, parameters: Instance['parameters']): Model | undefined {
  try {
    return spec.instantiate(parameters).model;
  } catch {
    return undefined;
  }
}

const variablesOf = ({ variables }: Model): string =>
  variables.map(({ kind, name }) => `${kind} ${name}`).join('\n');

function moreIn(raised: Model, model: Model): ReadonlyMap<string, number> {
  const [before] = DirectState.initial(model);
  const [after] = DirectState.initial(raised);
  return new Map(
    model.variables.flatMap(({ name }): [string, number][] => {
      const [from, to] = [before.valueOf(name), after.valueOf(name)];
      return typeof from === 'number' && typeof to === 'number' && to > from ? [[name, to - from]] : [];
    }),
  );
}

/**
 * Of the parameters one that alone refuses the line in a state that the run may be in.
 * @param actions of its process, as the spec is
 */
export function boundOf(
  line: ModelLine,
  actions: readonly Action[],
  candidates: readonly ModelCandidate[],
  raised: readonly Raised[],
): Raised | undefined {
  return raised.find(({ model, more }) => {
    const wider = model.actions.filter((action) => moverOf(model, action) === line.event.node);
    return candidates.some(({ state }) => {
      const left = [...more].map(([name, count]) =>
        set(cell<number>(name), state.get(cell<number>(name)) + count),
      );
      const there = left.length === 0 ? state : state.after(left);
      if (line.held(there, wider).every(({ differences }) => differences.length > 0)) return false;
      const stillFalse = falseGuards(line, wider, there);
      return [...falseGuards(line, actions, there)].every((name) => stillFalse.has(name));
    });
  });
}

/** Those that are asked of other choices of the action are false in both. */
function falseGuards(line: ModelLine, actions: readonly Action[], state: DirectState): ReadonlySet<string> {
  const asked = actions.flatMap((action) =>
    line.meant(state, action).flatMap((element) => guardsAsked(() => action.run(state, element)).guards),
  );
  return new Set(asked.filter(({ holds }) => !holds).map(({ name }) => name));
}

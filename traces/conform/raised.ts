/**
 * A spec bounds how far a run of it goes, so that it can be checked: how many ballots there are, say. A line that is refused by such a bound alone is no
 * violation. It is found by asking the spec with one of its parameters at its most.
 */
import type { Model } from '../../checker/model.js';
import type { Instance, Spec } from '../../checker/spec.js';
import type { ModelLine } from './model-line.js';
import { type ModelCandidate, moverOf } from './unseen.js';

/** A spec with one parameter at its most. */
export interface Raised {
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
  readonly model: Model;
}

/** One for each parameter that is a number and leaves the processes as they are. */
export function raisedOf(spec: Spec, { parameters, model }: Instance): readonly Raised[] {
  const processes = namesIn(model);
  return Object.entries(spec.parameters).flatMap(([parameter, declared]) => {
    const from = parameters[parameter];
    if (declared.kind !== 'integer' || typeof from !== 'number' || from >= declared.max) return [];
    const raised = raisedTo(spec, { ...parameters, [parameter]: declared.max });
    return raised === undefined || namesIn(raised) !== processes
      ? []
      : [{ parameter, from, to: declared.max, model: raised }];
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

const namesIn = ({ variables }: Model): string =>
  variables.map(({ kind, name }) => `${kind} ${name}`).join('\n');

/** Of the parameters one that alone refuses the line in a state that the run may be in. */
export function boundOf(
  line: ModelLine,
  candidates: readonly ModelCandidate[],
  raised: readonly Raised[],
): Raised | undefined {
  return raised.find(({ model }) => {
    const actions = model.actions.filter((action) => moverOf(model, action) === line.event.node);
    return candidates.some(({ state }) =>
      line.held(state, actions).some(({ differences }) => differences.length === 0),
    );
  });
}

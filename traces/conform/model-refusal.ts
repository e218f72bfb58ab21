/**
 * Why a line in the words of a spec is refused: it is not explained, and then of all states that the lines before it may have led to the one that comes nearest is
 * told; or it is, and a property does not hold behind it.
 */
import { formatParameters } from '../../checker/format-value.js';
import { type Action, actionName, type Model, type Transfer } from '../../checker/model.js';
import type { DirectState } from '../../checker/paths/direct.js';
import { lookedAt } from '../../checker/paths/evidence.js';
import { instanceShown } from '../../checker/paths/replay.js';
import { type GuardReading, guardsAsked } from '../../spec/kit/guard.js';
import { differencesOfBeginning } from './beginning.js';
import type { Answer, Finding, StepEvent } from './judge.js';
import type { ModelLine } from './model-line.js';
import { NETWORK } from './order.js';
import { boundOf, type Raised } from './raised.js';
import { doubtsOf, namesInDoubt } from './shapes.js';
import type { ModelCandidate } from './unseen.js';
import type { Difference, Tried } from './verdict.js';
import { BEGINNING } from './walk-line.js';

/** States that are looked at. */
const STATES_MAX = 200;
const ALLOWED_MAX = 12;
const TRIED_MAX = 8;

/**
 * @param unseen what may have happened that no line says; empty: nothing
 * @param raised the spec with more of one parameter, each in turn
 */
export function refusal(
  model: Model,
  line: ModelLine,
  actions: readonly Action[],
  candidates: readonly ModelCandidate[],
  unseen: string,
  raised: readonly Raised[] = [],
): Answer {
  const { event } = line;
  if (!line.isOneOf(actions)) {
    const names = [
      ...new Set(
        actions.map(({ name, nameBegins = '' }) => (typeof name === 'string' ? name : `${nameBegins}...`)),
      ),
    ].join(', ');
    return {
      kind: 'unknown',
      says: `${model.name} has no action ${event.action} at ${event.node}; there are ${names}`,
    };
  }
  const near = candidates.slice(0, STATES_MAX);
  const bound = boundOf(line, actions, near, raised);
  if (bound !== undefined) {
    const { parameter, from, to } = bound;
    return {
      kind: 'budget',
      says: `${event.action} at ${event.node} is refused by nothing but ${parameter} ${from}, which bounds what is checked: the header, or "parameters" of a mapping, may give up to ${to}`,
    };
  }
  let state = candidates[0].state;
  let nearest: readonly Difference[] | undefined;
  for (const candidate of near) {
    for (const { differences } of line.held(candidate.state, actions)) {
      if (nearest !== undefined && nearest.length <= differences.length) continue;
      nearest = differences;
      state = candidate.state;
    }
  }
  const others = actions.flatMap((action) =>
    state.elementsFor(action).flatMap((element) => state.stepsOf(action, element)),
  );
  const tried = actions.flatMap((action) =>
    line.meant(state, action).map((element): Tried => {
      const given = formatParameters(action.parameters ?? {});
      const name = actionName(action, element);
      return {
        action: given === '' ? name : `${name}(${given})`,
        ...(element === undefined ? {} : { given: element }),
        guards: guardsAsked(() => action.run(state, element)).guards,
      };
    }),
  );
  const differences = nearest ?? [];
  const doubts = doubtsOf(model, event, differences);
  const what =
    nearest === undefined
      ? `the spec does not allow ${event.action} at ${event.node} here${isBounded(tried) ? ', though no guard is false: its parameters may bound it' : ''}`
      : `the spec allows ${event.action} at ${event.node} here, and not with this outcome`;
  return broken({
    level: unseen === '' ? 1 : 2,
    rule: `${event.node}: ${event.action}`,
    says: unseen === '' ? what : `${what}, whatever was done by ${unseen}`,
    differences,
    guards: guardsOf(tried),
    tried: tried.slice(0, TRIED_MAX),
    state: state.valueOf(event.node),
    allowed: [...new Set(others.map(({ name }) => name))].slice(0, ALLOWED_MAX),
    suspect: 'implementation',
    ...(doubts.length === 0 ? {} : { doubts }),
  });
}

export function refusalOfNetwork({ action }: StepEvent): Answer {
  return broken({
    level: 1,
    rule: `${NETWORK}: ${action}`,
    says: `the spec's network does not ${action} such a message here`,
    suspect: 'log',
  });
}

export function refusalOfBeginning(event: StepEvent, first: readonly Transfer[], model: Model): Answer {
  const doubts = namesInDoubt(model, event);
  return broken({
    level: 1,
    rule: `${event.node}: ${BEGINNING}`,
    says: `${event.node} begins with other messages than the spec`,
    differences: differencesOfBeginning(event, first, model),
    suspect: 'implementation',
    ...(doubts.length === 0 ? {} : { doubts }),
  });
}

/** Whether nothing that the spec asks is against it: so it is something else that an instance has, such as a number of ballots. */
function isBounded(tried: readonly Tried[]): boolean {
  const guards = tried.flatMap((one) => one.guards);
  return guards.length > 0 && guards.every(({ holds }) => holds);
}

/** Where several actions were tried each guard is told with its own. */
function guardsOf(tried: readonly Tried[]): readonly GuardReading[] {
  const isOne = new Set(tried.map(({ action }) => action)).size <= 1;
  return tried.flatMap(({ action, guards }) =>
    guards.map((guard) => (isOne ? guard : { ...guard, name: `${action}: ${guard.name}` })),
  );
}

/** An invariant, or a rule about steps, that does not hold behind a step. */
export function brokenBehind(
  model: Model,
  before: DirectState,
  next: DirectState,
  action: string,
): Finding | undefined {
  for (const property of model.properties) {
    if (property.kind !== 'invariant' && property.kind !== 'transition') continue;
    const parameters = instanceShown(property, before, next);
    if (parameters === undefined) continue;
    const which = Object.keys(parameters).length === 0 ? '' : ` (${formatParameters(parameters)})`;
    return {
      level: 3,
      rule: property.name,
      says: `after ${action} the spec's ${property.kind} ${property.name}${which} is broken: ${property.says}`,
      differences: [],
      guards: [],
      allowed: [],
      evidence: lookedAt(model, property, parameters, next),
      suspect: 'implementation',
    };
  }
  return undefined;
}

export function broken(
  finding: Partial<Finding> & Pick<Finding, 'level' | 'rule' | 'says' | 'suspect'>,
): Answer {
  return { kind: 'broken', finding: { differences: [], guards: [], allowed: [], ...finding } };
}

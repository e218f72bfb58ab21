/** Every state that lines lead to is one of a consistent cut: the spec's invariants, and its rules about steps, must hold in it. */
import type { DirectState, DirectStep } from '../../checker/direct.js';
import { lookedAt } from '../../checker/evidence.js';
import { formatParameters } from '../../checker/format-value.js';
import type { Model } from '../../checker/model.js';
import { instanceShown } from '../../checker/replay.js';
import type { Finding, StepEvent } from './judge.js';

/** An invariant, or a rule about steps, that does not hold behind the step. */
export function brokenCut(
  model: Model,
  before: DirectState,
  { next }: DirectStep,
  { action }: StepEvent,
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

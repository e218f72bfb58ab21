/** The objects that histories can be judged as. */
import { formatValue } from '../../../checker/format-value.js';
import { type Call, type Json, LineError, type Operation } from '../history.js';
import { type ObjectModel, sealed } from '../model.js';
import { keyValue } from './key-value.js';
import { lock } from './lock.js';
import { queue } from './queue.js';
import { register } from './register.js';

/** What is there before anything is written. */
export interface Initial {
  /** What a register holds. */
  readonly register: Json;
  /** What a key without a value reads as. */
  readonly absent: Json;
}

export function modelsOf({ register: held, absent }: Initial): readonly ObjectModel[] {
  return [sealed(register(held)), sealed(keyValue(absent)), sealed(lock), sealed(queue)];
}

/**
 * The models that it takes to know all actions of a history: as a rule one. An action that several know goes with one that is needed anyway.
 * Actions that none knows are left to `refuseMisfits`.
 */
export function modelsFor(
  operations: readonly Operation[],
  models: readonly ObjectModel[],
): readonly ObjectModel[] {
  const knowers = [...new Set(operations.map(({ action }) => action))]
    .map((action) => models.filter(({ actions }) => Object.hasOwn(actions, action)))
    .filter((known) => known.length > 0);
  const needed = new Set(knowers.flatMap((known) => (known.length === 1 ? known : [])));
  for (const known of knowers) if (!known.some((model) => needed.has(model))) needed.add(known[0]);
  return models.filter((model) => needed.has(model));
}

/** The first model that knows the action. */
export function modelOf({ action }: Call, models: readonly ObjectModel[]): ObjectModel | undefined {
  return models.find(({ actions }) => Object.hasOwn(actions, action));
}

/**
 * @throws LineError for an action that no model has, or that asks for what it cannot, or is answered with what it cannot be
 */
export function refuseMisfits(operations: readonly Operation[], models: readonly ObjectModel[]): void {
  for (const operation of operations) {
    const { action, call } = operation;
    const model = modelOf(operation, models);
    if (model === undefined) {
      const known = models.map(({ name, actions }) => `${name} (${Object.keys(actions).join(', ')})`);
      throw new LineError(call.line, `no model knows the action ${action}; there are: ${known.join('; ')}`);
    }
    const reason = model.actions[action].refuse?.(operation);
    if (reason !== undefined) throw new LineError(call.line, `${action} ${reason}`);
    const { end } = operation;
    if (end.kind !== 'returned' || end.answer === undefined) continue;
    const misfit = model.actions[action].refuseAnswer?.(end.answer);
    if (misfit !== undefined)
      throw new LineError(end.line, `${action} is answered ${formatValue(end.answer)}: ${misfit}`);
  }
}

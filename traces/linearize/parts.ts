/**
 * A history by objects, since it is linearizable exactly if that of each object is (Herlihy and Wing 1990, theorem 1).
 */
import { formatValue } from '../../checker/format-value.js';
import type { Operation } from './history.js';
import type { ObjectModel } from './model.js';
import { modelOf } from './models/index.js';

export interface Part {
  /** How reports name the object, `key x`; undefined where the model has only one, without a name. */
  readonly name: string | undefined;
  readonly model: ObjectModel;
  /** In the order of calls. */
  readonly operations: readonly Operation[];
}

/**
 * Parts in the order in which their objects are first called.
 * @param models that know all actions of the history between them
 */
export function partsOf(operations: readonly Operation[], models: readonly ObjectModel[]): readonly Part[] {
  const owned = operations.map((operation) => ({ operation, model: modelOf(operation, models)! }));
  /** Models with a call about all their objects, which makes one of them. */
  const joined = new Set(
    owned.flatMap(({ operation, model }) => (model.partition(operation) === undefined ? [model] : [])),
  );
  const parts = new Map<string, { readonly part: Part; readonly operations: Operation[] }>();
  for (const { operation, model } of owned) {
    const object = joined.has(model) ? undefined : model.partition(operation);
    const id = `${model.name}\0${object}`;
    const known = parts.get(id);
    if (known !== undefined) {
      known.operations.push(operation);
      continue;
    }
    const isNamed = !joined.has(model) && operation.key !== undefined;
    const name = isNamed ? `${model.noun} ${formatValue(operation.key)}` : undefined;
    const own = [operation];
    parts.set(id, { part: { name, model, operations: own }, operations: own });
  }
  return [...parts.values()].map(({ part }) => part);
}

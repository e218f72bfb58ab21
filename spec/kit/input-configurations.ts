/** Every way of giving processes their inputs, each with the model in which they have them. */
import type { Model } from '../../checker/model.js';
import type { InitialConfiguration } from '../../checker/spec.js';

/**
 * @param values that a process may propose: two are enough for every theorem
 * @param model in which the processes have these inputs, in their order
 */
export function inputConfigurations(
  processes: readonly string[],
  values: readonly string[],
  model: (inputs: readonly string[]) => Model,
): InitialConfiguration[] {
  let vectors: string[][] = [[]];
  // The first process runs fastest: from all with the first value, the first processes are the first to have another.
  for (const _ of processes) vectors = values.flatMap((value) => vectors.map((vector) => [...vector, value]));
  return vectors.map((inputs) => ({
    inputs: Object.fromEntries(processes.map((process, i) => [process, inputs[i]])),
    model: model(inputs),
  }));
}

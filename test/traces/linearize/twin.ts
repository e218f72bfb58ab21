/**
 * A naive twin of the judge: it writes down every order of every choice of operations, and looks whether one of them is a linearization.
 * It shares with the judge the models and nothing else.
 */
import type { ClientEvent, Operation } from '../../../traces/linearize/history.js';
import { pairOperations } from '../../../traces/linearize/history.js';
import { type ObjectModel, stepOf } from '../../../traces/linearize/model.js';

export function isLinearizable(operations: readonly Operation[], model: ObjectModel): boolean {
  const returned = operations.filter(({ end }) => end.kind === 'returned');
  const open = operations.filter(({ end }) => end.kind === 'open');
  return subsets(open).some((effective) =>
    permutations([...returned, ...effective]).some((order) => respects(order) && explains(order, model)),
  );
}

/** The line with which the shortest prefix ends that is not linearizable. */
export function firstFailingLine(events: readonly ClientEvent[], model: ObjectModel): number | undefined {
  return events.find((_, i) => !isLinearizable(pairOperations(events.slice(0, i + 1)), model))?.line;
}

/** No operation stands after one that was called when it had returned. */
function respects(order: readonly Operation[]): boolean {
  return order.every((earlier, i) =>
    order.slice(i + 1).every(({ end }) => end.kind !== 'returned' || end.at > earlier.call.at),
  );
}

function explains(order: readonly Operation[], model: ObjectModel): boolean {
  let state = model.init;
  return order.every((operation) => {
    const { end } = operation;
    const outcome = stepOf(model, state, operation, end.kind === 'returned' ? end.answer : undefined);
    state = outcome.state;
    return outcome.agrees;
  });
}

function subsets<T>(members: readonly T[]): readonly (readonly T[])[] {
  if (members.length === 0) return [[]];
  const [first, ...rest] = members;
  return subsets(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

function permutations<T>(members: readonly T[]): readonly (readonly T[])[] {
  if (members.length === 0) return [[]];
  return members.flatMap((member, i) =>
    permutations(members.toSpliced(i, 1)).map((rest) => [member, ...rest]),
  );
}

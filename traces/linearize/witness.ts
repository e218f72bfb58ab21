/**
 * An order that the search has found, gone through once more with nothing but the model: each operation once, between its call and its return, with the answer
 * that it gave. No order is told of that does not pass.
 */
import { type ObjectModel, stepOf } from './model.js';
import type { Problem } from './problem.js';
import type { Step } from './verdict.js';

/**
 * @returns the order, with the state after each operation
 * @throws Error for an order that is none; this is a fault of ours
 */
export function witnessOf(problem: Problem, model: ObjectModel, order: readonly number[]): readonly Step[] {
  const { operations, returned, calls, returns } = problem;
  const placed = new Set(order);
  if (placed.size !== order.length) throw new Error('an order with an operation twice');
  const missing = operations.findIndex((_, number) => number < returned && !placed.has(number));
  if (missing !== -1) throw new Error('an order without an operation that returned');
  let latestCall = -1;
  let state = model.init;
  return order.map((number) => {
    const operation = operations[number];
    const { end } = operation;
    latestCall = Math.max(latestCall, calls[number]);
    if (number < returned && returns[number] < latestCall)
      throw new Error('an order that puts an operation after one that was called when it had returned');
    const answer = number < returned && end.kind === 'returned' ? end.answer : undefined;
    const outcome = stepOf(model, state, operation, answer);
    if (!outcome.agrees) throw new Error('an order in which an operation answers otherwise');
    state = outcome.state;
    return { operation, state: model.describe(state) };
  });
}

/**
 * Steps in an order that is always the same: by the states that they lead to. In which order the engine comes upon them depends
 * on what it met before, and a seed must walk the same way on every thread.
 */
import type { Engine } from '../engine.js';

export class StepOrder {
  private order: Int32Array = new Int32Array(64);

  constructor(private readonly engine: Engine) {}

  /**
   * Of the steps that the engine has just found, the one in place `n` (from 0), by quickselect (Hoare 1961).
   * @param count how many steps there are
   * @returns its place in `engine.steps`
   */
  at(n: number, count: number): number {
    if (this.order.length < count) this.order = new Int32Array(2 * count);
    const { order } = this;
    const { steps } = this.engine;
    for (let i = 0; i < count; i++) order[i] = i;
    let first = 0;
    let last = count - 1;
    while (first < last) {
      const pivot = order[(first + last) >>> 1];
      let i = first;
      let j = last;
      while (i <= j) {
        while (this.isBefore(steps, order[i], pivot)) i++;
        while (this.isBefore(steps, pivot, order[j])) j--;
        if (i > j) break;
        const step = order[i];
        order[i++] = order[j];
        order[j--] = step;
      }
      if (n <= j) last = j;
      else if (n >= i) first = i;
      else break;
    }
    return order[n];
  }

  private isBefore(steps: Int32Array, a: number, b: number): boolean {
    if (steps[3 * a + 1] !== steps[3 * b + 1]) return steps[3 * a + 1] < steps[3 * b + 1];
    if (steps[3 * a + 2] !== steps[3 * b + 2]) return steps[3 * a + 2] < steps[3 * b + 2];
    return a !== b && this.label(steps[3 * a]) < this.label(steps[3 * b]);
  }

  /** What tells two steps to the same state apart, as far as anybody sees: the names, not their numbers. */
  private label(outcome: number): string {
    const { engine } = this;
    return `${engine.actionNames[engine.actionOf(outcome)]} ${engine.movers[engine.outcomes.mover[outcome]]}`;
  }
}

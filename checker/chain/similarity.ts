/**
 * The similarity graph: its nodes are executions, and two are linked where some process is correct in both and has the same view. It
 * is never built: from an execution one goes to the views of its correct processes, and from a view to all executions that have it.
 */
import { Bits } from '../words.js';
import { CRASHED, type Executions } from './executions.js';

/** Goes through the graph, each view once in all. */
export class Spreading {
  private readonly passed: Bits;
  /** The patterns that have a shape stand from `first[shape]` on in `holders`. */
  private readonly first: Int32Array;
  private readonly holders: Int32Array;

  /** @throws RangeError where the system has no memory left */
  constructor(private readonly executions: Executions) {
    const { finalShapes, shapes, system } = executions;
    this.passed = new Bits(executions.viewNumbers);
    this.first = new Int32Array(shapes.count + 1);
    for (const shape of finalShapes) if (shape !== CRASHED) this.first[shape + 1]++;
    for (let shape = 0; shape < shapes.count; shape++) this.first[shape + 1] += this.first[shape];
    this.holders = new Int32Array(this.first[shapes.count]);
    const next = this.first.slice();
    for (let i = 0; i < finalShapes.length; i++) {
      const shape = finalShapes[i];
      if (shape !== CRASHED) this.holders[next[shape]++] = Math.floor(i / system.processes);
    }
  }

  /** Tells executions that are similar to one, and perhaps itself; none that came by the same view before. */
  from(execution: number, tell: (similar: number) => void): void {
    const { finalShapes, shapes, inputs: width, system } = this.executions;
    const inputs = execution % width;
    const at = ((execution - inputs) / width) * system.processes;
    for (let p = 0; p < system.processes; p++) {
      const shape = finalShapes[at + p];
      if (shape === CRASHED) continue;
      const known = shapes.knownTo(shape);
      const view = shape * width + (inputs & known);
      if (this.passed.has(view)) continue;
      this.passed.add(view);
      const free = (width - 1) & ~known;
      for (let i = this.first[shape], end = this.first[shape + 1]; i < end; i++) {
        const base = this.holders[i] * width + (inputs & known);
        // Every input of those of whom the view knows nothing.
        for (let others = 0; ; others = (others - free) & free) {
          tell(base + others);
          if (others === free) break;
        }
      }
    }
  }
}

/** The least process that is correct in both and has the same view in both; undefined where there is none. */
export function witnessOf(executions: Executions, a: number, b: number): number | undefined {
  for (let p = 0; p < executions.system.processes; p++) {
    const view = executions.view(a, p);
    if (view !== CRASHED && view === executions.view(b, p)) return p;
  }
  return undefined;
}

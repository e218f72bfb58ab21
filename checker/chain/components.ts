/**
 * The components of the similarity graph: executions of one component have the same decision, whatever the algorithm. So an algorithm exists
 * exactly where no component holds both an execution in which all propose 0 and one in which all propose 1.
 */
import { Words } from '../words.js';
import type { Executions } from './executions.js';
import { Spreading } from './similarity.js';
import { STEPS, unwatched, type Watch } from './watch.js';

export class Components {
  count = 0;
  /** By execution: one more than the number of its component. */
  private readonly of: Words;
  /** By component: whether it holds an execution in which all propose this. */
  private readonly allZero: boolean[] = [];
  private readonly allOne: boolean[] = [];

  /** @throws RangeError where the system has no memory left */
  constructor(
    private readonly executions: Executions,
    private readonly watch: Watch = unwatched,
  ) {
    this.of = new Words(executions.size);
    const spreading = new Spreading(executions);
    const queue = new Words(executions.size);
    let done = 0;
    for (let root = 0; root < executions.size; root++) {
      if (this.of.get(root) === 0) done += this.fill(root, ++this.count, spreading, queue, done);
    }
  }

  /** @returns how many executions the component has */
  private fill(root: number, number: number, spreading: Spreading, queue: Words, before: number): number {
    const { of, executions } = this;
    let found = 0;
    const put = (execution: number) => {
      if (of.get(execution) !== 0) return;
      of.set(execution, number);
      queue.set(found++, execution);
    };
    put(root);
    let [zero, one] = [false, false];
    for (let i = 0; i < found; i++) {
      if ((before + i) % STEPS === 0)
        this.watch({ doing: 'finding components', done: before + i, total: executions.size });
      const execution = queue.get(i);
      const inputs = execution % executions.inputs;
      zero ||= inputs === 0;
      one ||= inputs === executions.inputs - 1;
      spreading.from(execution, put);
    }
    this.allZero.push(zero);
    this.allOne.push(one);
    return found;
  }

  /** The number of an execution's component, from 0 on. */
  component(execution: number): number {
    return this.of.get(execution) - 1;
  }

  /** Whether the failure-free executions with all inputs 0 and all inputs 1 are in one component. */
  get isConnected(): boolean {
    return this.component(0) === this.component(this.executions.inputs - 1);
  }

  /** Whether some component holds executions of both kinds, whoever fails in them: then there is no algorithm. */
  get isImpossible(): boolean {
    return this.allZero.some((zero, component) => zero && this.allOne[component]);
  }

  /** What is decided in a component, where there is an algorithm: 1 where validity demands it, else 0. */
  decision(component: number): 0 | 1 {
    return this.allOne[component] ? 1 : 0;
  }
}

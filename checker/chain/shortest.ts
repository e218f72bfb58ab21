/**
 * A shortest chain of similar executions, breadth first: from the execution in which all propose 0 and nobody fails to the one in which all
 * propose 1 and nobody fails; or from any in which all propose 0 to any in which all propose 1.
 */
import { Words } from '../words.js';
import type { Executions } from './executions.js';
import { Spreading } from './similarity.js';
import { STEPS, unwatched, type Watch } from './watch.js';

/** Which executions a chain may begin and end with. */
export type Ends = 'failure-free' | 'any';

/**
 * Executions by number, the first and the last included; undefined where no chain leads there.
 * @throws RangeError where the system has no memory left
 */
export function shortestChain(
  executions: Executions,
  ends: Ends = 'failure-free',
  watch: Watch = unwatched,
): number[] | undefined {
  const { size, inputs, patterns } = executions;
  const spreading = new Spreading(executions);
  /** By execution: 0 where it was not found yet, else one more than where it was found from; a first one, itself. */
  const foundFrom = new Words(size);
  const queue = new Words(size);
  let found = 0;
  const put = (execution: number, from: number) => {
    if (foundFrom.get(execution) !== 0) return;
    foundFrom.set(execution, from + 1);
    queue.set(found++, execution);
  };
  const lastPattern = ends === 'any' ? patterns : 1;
  for (let pattern = 0; pattern < lastPattern; pattern++) put(pattern * inputs, pattern * inputs);
  const isEnd = (execution: number) =>
    execution % inputs === inputs - 1 && (ends === 'any' || execution < inputs);
  for (let i = 0; i < found; i++) {
    if (i % STEPS === 0) watch({ doing: 'seeking a shortest chain', done: i, total: size });
    const execution = queue.get(i);
    if (isEnd(execution)) return wayTo(execution, foundFrom);
    spreading.from(execution, (similar) => put(similar, execution));
  }
  return undefined;
}

function wayTo(execution: number, foundFrom: Words): number[] {
  const way = [execution];
  for (let at = execution; ; ) {
    const from = foundFrom.get(at) - 1;
    if (from === at) return way.reverse();
    way.push(from);
    at = from;
  }
}

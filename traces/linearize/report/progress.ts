/** How far the search for an order is, on one line. */
import { formatCount } from '../../../checker/report/numbers.js';
import type { SearchProgress } from '../judge.js';

export function searchProgress({ entered, budget, found, objects }: SearchProgress): string {
  const ofObjects = objects === 1 ? '' : ` · ${found} of ${objects} objects have an order`;
  return `${formatCount(entered)} configurations of at most ${formatCount(budget)}${ofObjects}`;
}

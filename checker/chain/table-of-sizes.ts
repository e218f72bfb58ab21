/** The theorem for every size up to some: both sides of the bound. */
import type { RoundSystem } from '../rounds.js';
import { decideSystem } from './decide.js';
import { executionsOf, theorem } from './sizes.js';
import type { Watch } from './watch.js';

export interface SizeRow extends RoundSystem {
  readonly executions: number;
  /** Executions that are told apart. */
  readonly distinct: number;
  readonly connected: boolean;
  readonly components: number;
  /** Links of a shortest chain; undefined where there is none. */
  readonly length?: number;
  /** Views in the table of an algorithm; undefined where there is none. */
  readonly views?: number;
}

/**
 * Decides every system with 2 to so many processes, 1 to so many faults and 1 to so many rounds, of which at most f + 1; one after the other, the
 * largest last.
 * @param begin told before each of them
 * @throws Error where one of them does not come out as the theorem says
 */
export function* tableOf(
  { processes, faults, rounds }: RoundSystem,
  begin: (system: RoundSystem) => void = () => {},
  watch?: Watch,
): Generator<SizeRow> {
  for (const system of systemsUpTo(processes, faults, rounds)) {
    begin(system);
    yield rowOf(system, watch);
  }
}

function* systemsUpTo(processes: number, faults: number, rounds: number): Generator<RoundSystem> {
  for (let n = 2; n <= processes; n++)
    for (let f = 1; f <= Math.min(faults, n - 1); f++)
      for (let r = 1; r <= Math.min(rounds, f + 1); r++) yield { processes: n, faults: f, rounds: r };
}

function rowOf(system: RoundSystem, watch?: Watch): SizeRow {
  const { isConnected, distinct, components, chain, tableViews } = decideSystem(system, watch);
  if (isConnected !== (theorem(system) === 'connected'))
    throw new Error(`${JSON.stringify(system)} is not as the theorem says`);
  return {
    ...system,
    executions: executionsOf(system),
    distinct,
    connected: isConnected,
    components,
    length: chain?.witnesses.length,
    views: tableViews,
  };
}

/** The theorem for every size up to some: both sides of the bound. */
import type { RoundSystem } from '../rounds.js';
import { decideSystem, theorem } from './decide.js';
import { executionsOf } from './sizes.js';

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
 * Decides every system with 2 to so many processes, 1 to so many faults and 1 to so many rounds, of which at most f + 1.
 * @throws Error where one of them does not come out as the theorem says
 */
export function tableOf({ processes, faults, rounds }: RoundSystem): SizeRow[] {
  const rows: SizeRow[] = [];
  for (let n = 2; n <= processes; n++)
    for (let f = 1; f <= Math.min(faults, n - 1); f++)
      for (let r = 1; r <= Math.min(rounds, f + 1); r++)
        rows.push(rowOf({ processes: n, faults: f, rounds: r }));
  return rows;
}

function rowOf(system: RoundSystem): SizeRow {
  const { isConnected, distinct, components, chain, tableViews } = decideSystem(system);
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

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

/** Who wants to know how far it is. */
export interface TableWatch {
  /** A system is begun. */
  readonly begin: (system: RoundSystem) => void;
  readonly watch: Watch;
  /** A row is there. */
  readonly tell: (row: SizeRow) => void;
}

/**
 * Decides every system with 2 to so many processes, 1 to so many faults and 1 to so many rounds, of which at most f + 1.
 * @throws Error where one of them does not come out as the theorem says
 */
export function tableOf({ processes, faults, rounds }: RoundSystem, progress?: TableWatch): SizeRow[] {
  const rows: SizeRow[] = [];
  for (const system of systemsUpTo(processes, faults, rounds)) {
    progress?.begin(system);
    const row = rowOf(system, progress?.watch);
    rows.push(row);
    progress?.tell(row);
  }
  return rows;
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

/**
 * The theorem for one system, decided: whether an algorithm exists that solves consensus. Either a chain of similar executions leads from all 0
 * to all 1, and there is none, whatever it computes; or the components of the similarity graph are the table of one.
 */
import type { Input, RoundSystem } from '../rounds.js';
import { type Chain, chainOf } from './chain.js';
import { Components } from './components.js';
import { DecisionTable, firstFailure } from './decision.js';
import { CRASHED, Executions } from './executions.js';
import { processView, viewKey } from './process-view.js';
import { type Ends, shortestChain } from './shortest.js';
import { unwatched, type Watch } from './watch.js';

export interface Decided {
  readonly system: RoundSystem;
  /** Whether the executions without failures in which all propose 0, and all propose 1, are connected. */
  readonly isConnected: boolean;
  /** Executions that are told apart. */
  readonly distinct: number;
  /** Of the similarity graph. */
  readonly components: number;
  /** A shortest chain, where they are connected. */
  readonly chain?: Chain;
  /** Where they are not: how many views the table has an entry for. It was found right on every execution. */
  readonly tableViews?: number;
  /** The table, by views in words. */
  readonly entries?: () => ReadonlyMap<string, Input>;
}

/** @throws RangeError where the system has no memory left */
export function decideSystem(system: RoundSystem, watch: Watch = unwatched): Decided {
  const executions = new Executions(system, watch);
  const components = new Components(executions, watch);
  const { isConnected, count } = components;
  const found = { system, isConnected, distinct: executions.size, components: count };
  if (isConnected) return { ...found, chain: shortestChainIn(executions, 'failure-free', watch) };
  const table = new DecisionTable(executions, components, watch);
  const failure = firstFailure(executions, table.decide, watch);
  if (failure !== undefined)
    throw new Error(`the table made of components fails: ${JSON.stringify(failure)}`);
  return { ...found, tableViews: table.views, entries: () => entriesOf(executions, table) };
}

/** By view, as the verifier writes it: its decision. */
function entriesOf(executions: Executions, table: DecisionTable): ReadonlyMap<string, Input> {
  const { processes, rounds } = executions.system;
  const entries = new Map<string, Input>();
  const done = new Set<number>();
  for (let execution = 0; execution < executions.size; execution++)
    for (let p = 0; p < processes; p++) {
      const view = executions.view(execution, p);
      if (view === CRASHED || done.has(view)) continue;
      done.add(view);
      const decision = table.decide(p, view);
      const text = viewKey(processView(executions.describe(execution), p, rounds));
      if (decision !== null) entries.set(text, decision);
    }
  return entries;
}

/** A shortest chain as plain data; undefined where there is none. */
export function shortestChainIn(
  executions: Executions,
  ends: Ends,
  watch: Watch = unwatched,
): Chain | undefined {
  const numbers = shortestChain(executions, ends, watch);
  return (
    numbers &&
    chainOf(
      executions.system,
      numbers.map((number) => executions.describe(number)),
    )
  );
}

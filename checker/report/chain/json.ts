/**
 * Chains as JSON: what `--json` prints and `--output` saves; parse-certificate.ts reads it. Programs read it: a field may be added, but
 * none renamed or removed. Processes are numbers from 0 on, rounds from 1 on.
 */
import type { Chain } from '../../chain/chain.js';
import type { Decided } from '../../chain/decide.js';
import type { Ends } from '../../chain/shortest.js';
import { countText, executionsOf, TABLE_VIEWS_MAX } from '../../chain/sizes.js';
import type { ChainClaim } from '../../chain/verify.js';
import type { RoundSystem } from '../../rounds.js';
import { changeWords, finalViewWords } from './words.js';

/** What any answer about a system begins with. */
export function head(system: RoundSystem) {
  const { processes, faults, rounds } = system;
  return { processes, faults, rounds, executions: executionsOf(system) };
}

/** @param kind how it was found */
export function chainJson(chain: Chain, kind: string, ends: Ends) {
  const { system, executions, names, witnesses } = chain;
  return {
    ...head(system),
    connected: true,
    kind,
    ends,
    length: witnesses.length,
    links: witnesses.map((processes, i) => ({
      execution: executions[i],
      next: executions[i + 1],
      witness: processes[0],
      witnesses: processes,
      ...(names[i] === undefined ? {} : { name: names[i] }),
      view: finalViewWords(executions[i], processes[0], system),
      change: changeWords(executions[i], executions[i + 1]),
    })),
  };
}

/** A chain as the verifier reads it. */
export function claimOf({ system, executions, witnesses }: Chain, ends: Ends): ChainClaim {
  return {
    ...system,
    ends,
    links: witnesses.map(([witness], i) => ({ execution: executions[i], next: executions[i + 1], witness })),
  };
}

export function decidedJson({ system, distinct, components, chain, tableViews }: Decided) {
  const found = { distinct, components };
  if (chain !== undefined) return { ...chainJson(chain, 'shortest', 'failure-free'), ...found };
  return {
    ...head(system),
    connected: false,
    length: null,
    links: [],
    ...found,
    table: { views: tableViews, termination: true, agreement: true, validity: true },
  };
}

/** What is said and saved of a size: with a chain, the chain; with a table, the table too, where it is small enough. */
export function certificateJson(decided: Decided): object {
  const json = decidedJson(decided);
  const { entries } = decided;
  if (entries === undefined) return json;
  const omitted = omittedWords(decided);
  return omitted === undefined
    ? { ...json, decisions: Object.fromEntries(entries()) }
    : { ...json, decisions: null, omitted };
}

/** Why the table is not written down; undefined where it is, or where there is none. */
export function omittedWords({ tableViews = 0 }: Decided): string | undefined {
  if (tableViews <= TABLE_VIEWS_MAX) return undefined;
  return `the table is left out: it has ${countText(tableViews)} views, and at most ${countText(TABLE_VIEWS_MAX)} are written`;
}

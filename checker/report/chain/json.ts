/**
 * Chains as JSON: what `--json` prints and `--output` saves, and what `--verify` reads. Programs read it: a field may be added, but none
 * renamed or removed. Processes are numbers from 0 on, rounds from 1 on.
 */
import { z } from 'zod';
import type { Chain } from '../../chain/chain.js';
import type { Decided } from '../../chain/decide.js';
import type { Ends } from '../../chain/shortest.js';
import { executionsOf } from '../../chain/sizes.js';
import type { ChainClaim, TableClaim } from '../../chain/verify.js';
import { InputError } from '../../input-error.js';
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

/** A table with more views is not written down. */
const TABLE_MAX = 20_000;

/** What is saved of a size that has a table: with the table, where it is small enough; with a chain, the chain. */
export function certificateJson(decided: Decided): object {
  const json = decidedJson(decided);
  const { entries, tableViews = 0 } = decided;
  if (entries === undefined || tableViews > TABLE_MAX) return json;
  return { ...json, decisions: Object.fromEntries(entries()) };
}

const count = z.int().nonnegative();

const execution = z.object({
  inputs: z.array(z.union([z.literal(0), z.literal(1)])),
  crashes: z.array(z.object({ process: count, round: count, lost: z.array(count) })),
});

const claim = z.object({
  processes: count,
  faults: count,
  rounds: count,
  connected: z.literal(true),
  ends: z.enum(['failure-free', 'any']).default('failure-free'),
  length: count,
  links: z.array(z.object({ execution, next: execution, witness: count })),
});

const table = z.object({
  processes: count,
  faults: count,
  rounds: count,
  connected: z.literal(false),
  decisions: z.record(z.string(), z.union([z.literal(0), z.literal(1)])),
});

/**
 * A saved chain or table.
 * @throws InputError that says what it is not
 */
export function parseCertificate(text: string, name: string): ChainClaim | TableClaim {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError(`${name} is no JSON`);
  }
  if ((json as { connected?: unknown } | null)?.connected === false) {
    const read = table.safeParse(json);
    if (!read.success) throw misfit(name, 'table', read.error.issues[0]);
    const { connected: _, ...rest } = read.data;
    return rest;
  }
  const read = claim.safeParse(json);
  if (!read.success) throw misfit(name, 'chain', read.error.issues[0]);
  const { connected: _, length, ...rest } = read.data;
  if (length !== rest.links.length)
    throw new InputError(`${name} says that it has ${length} links, and has ${rest.links.length}`);
  return rest;
}

function misfit(name: string, what: string, { path, message }: z.core.$ZodIssue): InputError {
  return new InputError(`${name} is no saved ${what}: ${path.join('.') || 'the whole'}: ${message}`);
}

/**
 * Chains as JSON: what `--json` prints and `--output` saves, and what `--verify` reads. Programs read it: a field may be added, but none
 * renamed or removed. Processes are numbers from 0 on, rounds from 1 on.
 */
import { z } from 'zod';
import { type Chain, chainOf } from '../../chain/chain.js';
import { Components } from '../../chain/components.js';
import type { Decided } from '../../chain/decide.js';
import { Executions } from '../../chain/executions.js';
import type { Ends } from '../../chain/shortest.js';
import { executionsOf } from '../../chain/sizes.js';
import { textbookChain } from '../../chain/textbook.js';
import { type ChainClaim, RefutedError, type TableClaim } from '../../chain/verify.js';
import { InputError } from '../../input-error.js';
import type { RoundSystem } from '../../rounds.js';
import { changeWords, finalViewWords } from './words.js';

/** What any answer about a system begins with. */
function head(system: RoundSystem) {
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

/** What can be told of a chain beside its links. */
const KINDS = ['textbook', 'shortest', 'shortest between any'];

/**
 * Makes sure of what a saved file says beside what the verifier reads: names, views and changes in words, all witnesses, counts. What is said is
 * compared with what the links, or the decisions, give; what cannot be compared is refused.
 * @param text of a certificate whose links or decisions have been verified
 * @throws RefutedError that names the field
 */
export function verifyRest(text: string, claim: ChainClaim | TableClaim): void {
  const said = JSON.parse(text) as Record<string, unknown>;
  const { processes, faults, rounds } = claim;
  const system = { processes, faults, rounds };
  const found = () => {
    const executions = new Executions(system);
    return { distinct: executions.size, components: new Components(executions).count };
  };
  const counts = 'distinct' in said || 'components' in said ? found() : {};
  if (!('links' in claim)) {
    const views = Object.keys(claim.decisions).length;
    const table = { views, termination: true, agreement: true, validity: true };
    const { decisions } = claim;
    const rest = { connected: false, length: null, links: [] };
    compare({ ...head(system), ...rest, ...counts, table, decisions }, said, '');
    return;
  }
  const kind = String(said.kind ?? 'shortest');
  if (!KINDS.includes(kind)) throw new RefutedError(`kind: there is no ${JSON.stringify(kind)} chain`);
  if (said.kind !== undefined && (kind === 'shortest between any') !== (claim.ends === 'any'))
    throw new RefutedError(`kind: a ${kind} chain does not have ends ${claim.ends}`);
  const executions = [claim.links[0].execution, ...claim.links.map(({ next }) => next)];
  const chain = kind === 'textbook' ? textbookChain(system) : chainOf(system, executions);
  const expected = chainJson(chain, kind, claim.ends);
  const links = expected.links.map((link, i) => {
    // Any witness will do, and the view is what it sees.
    const witness = claim.links[i]?.witness ?? link.witness;
    return { ...link, witness, view: finalViewWords(link.execution, witness, system) };
  });
  compare({ ...expected, links, ...counts }, said, '');
}

/** Everything that is said is as expected; something may be left unsaid. */
function compare(expected: unknown, said: unknown, at: string): void {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (isObject(expected) && isObject(said) && Array.isArray(expected) === Array.isArray(said)) {
    if (Array.isArray(expected) && expected.length !== (said as unknown as unknown[]).length)
      throw new RefutedError(`${at}: ${expected.length} are expected`);
    for (const [key, value] of Object.entries(said)) {
      const place = at === '' ? key : `${at}.${key}`;
      if (!Object.hasOwn(expected, key)) throw new RefutedError(`${place}: nothing is known of this field`);
      compare(expected[key], value, place);
    }
  } else if (expected !== said)
    throw new RefutedError(`${at} is ${JSON.stringify(said)}; it should be ${JSON.stringify(expected)}`);
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

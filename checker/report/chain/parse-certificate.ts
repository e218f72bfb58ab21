/** Reads a saved chain or table (json.ts) as far as the verifier needs it. */
import { z } from 'zod';
import type { ChainClaim, TableClaim } from '../../chain/verify.js';
import { formatName } from '../../format-value.js';
import { InputError } from '../../input-error.js';

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
  const said = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (said.stopped !== undefined)
    throw new InputError(
      `${name} was stopped before there was a chain or a table; there is nothing to verify`,
    );
  if (said.connected === false) {
    const missing = whyNoTable(said);
    if (missing !== undefined)
      throw new InputError(`${name} has no decisions: ${missing}; there is nothing to verify`);
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

/** Why the decisions of a table are missing; undefined where they are there. */
function whyNoTable({
  decisions,
  omitted,
  algorithm,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof omitted === 'string') return formatName(omitted);
  if (algorithm !== undefined) return 'it tells of an algorithm where there is no chain';
  return decisions === undefined || decisions === null
    ? 'the table, by view, is missing (chain --decide -o saves it)'
    : undefined;
}

function misfit(name: string, what: string, { path, message }: z.core.$ZodIssue): InputError {
  return new InputError(`${name} is no saved ${what}: ${path.join('.') || 'the whole'}: ${message}`);
}

/** `paxoscope chain --verify`: a saved chain or table, checked by what shares nothing with the search. */
import { executionsOf, MEMORY_MAX, requireSystem, sizeText } from '../chain/sizes.js';
import { RefutedError, verifyChain, verifyTable } from '../chain/verify.js';
import { parseCertificate } from '../report/chain/json.js';
import { verifyRest } from '../report/chain/verify-rest.js';
import type { ChainDesk } from './chain-desk.js';
import { ExitCode } from './exit-code.js';
import { printJson } from './output.js';
import type { Input } from './read-input.js';
import { UsageError } from './usage-error.js';

/** The verifier of tables goes through all of them by the definition. */
const TABLE_EXECUTIONS_MAX = 10_000_000;

const NOT_CHECKED = 'That no chain is shorter is not checked.';

export async function verifyCertificate(
  desk: ChainDesk,
  { text, name }: Input,
  isJson: boolean,
): Promise<void> {
  const claim = parseCertificate(text, name);
  const { processes, faults, rounds } = claim;
  const system = { processes, faults, rounds };
  // What a larger machine may have saved: the verifier keeps nothing.
  requireSystem(system, MEMORY_MAX);
  if (!('links' in claim) && executionsOf(claim) > TABLE_EXECUTIONS_MAX)
    throw new UsageError(
      `${name}: ${sizeText(claim)} has more than ${TABLE_EXECUTIONS_MAX} executions, too many to check a table on`,
    );
  let refuted: string | undefined;
  let claimsShortest = false;
  try {
    if ('links' in claim) verifyChain(claim, desk.watch);
    else verifyTable(claim, desk.watch);
    ({ claimsShortest } = verifyRest(text, claim));
  } catch (error) {
    if (!(error instanceof RefutedError)) throw error;
    refuted = error.message;
  }
  desk.finish(refuted === undefined ? ExitCode.holds : ExitCode.violated);
  const size =
    'links' in claim ? { length: claim.links.length } : { views: Object.keys(claim.decisions).length };
  if (isJson) {
    const verified =
      refuted === undefined
        ? { verified: true, notChecked: claimsShortest ? ['shortest'] : [] }
        : { verified: false, reason: refuted };
    return printJson(desk, { ...system, ...verified, ...size });
  }
  if (refuted !== undefined) return desk.print(`${name}: refuted: ${refuted}`);
  const what =
    'length' in size
      ? `${size.length} links from all 0 to all 1`
      : `a table of ${size.views} views, right on every execution`;
  const rest = claimsShortest ? `\n${NOT_CHECKED}` : '';
  await desk.print(`${name}: verified, ${what} (${sizeText(system)})${rest}`);
}

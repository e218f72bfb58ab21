/** `paxoscope chain --verify`: a saved chain or table, checked by what shares nothing with the search. */
import {
  countText,
  executionsOf,
  requireComparable,
  requireRange,
  sizeText,
  TABLE_EXECUTIONS_MAX,
} from '../chain/sizes.js';
import { RefutedError, verifyChain, verifyTable } from '../chain/verify.js';
import { parseCertificate } from '../report/chain/parse-certificate.js';
import { type NotChecked, verifyRest } from '../report/chain/verify-rest.js';
import type { ChainDesk } from './chain-desk.js';
import { ExitCode } from './exit-code.js';
import { printJson } from './output.js';
import type { Input } from './read-input.js';
import { UsageError } from './usage-error.js';

const NOT_CHECKED: Readonly<Record<NotChecked, string>> = {
  shortest: 'That no chain is shorter is not checked.',
  algorithm: 'What the algorithm decides is not checked: run it again for that.',
};

export async function verifyCertificate(
  desk: ChainDesk,
  { text, name }: Input,
  isJson: boolean,
): Promise<void> {
  const claim = parseCertificate(text, name);
  const { processes, faults, rounds } = claim;
  const system = { processes, faults, rounds };
  // Whatever its graph would need: the verifier of links keeps nothing.
  requireRange(system);
  if ('links' in claim) requireComparable(system, claim.links.length + 1, '');
  else if (executionsOf(claim) > TABLE_EXECUTIONS_MAX)
    throw new UsageError(
      `${name}: ${sizeText(claim)} has ${countText(executionsOf(claim))} executions, and a table is checked on at most ${countText(TABLE_EXECUTIONS_MAX)}`,
    );
  let refuted: string | undefined;
  let notChecked: readonly NotChecked[] = [];
  try {
    if ('links' in claim) verifyChain(claim, desk.watch);
    else verifyTable(claim, desk.watch);
    notChecked = verifyRest(text, claim);
  } catch (error) {
    if (!(error instanceof RefutedError)) throw error;
    refuted = error.message;
  }
  desk.finish(refuted === undefined ? ExitCode.holds : ExitCode.violated);
  const size =
    'links' in claim ? { length: claim.links.length } : { views: Object.keys(claim.decisions).length };
  if (isJson) {
    const verified =
      refuted === undefined ? { verified: true, notChecked } : { verified: false, reason: refuted };
    return printJson(desk, { ...system, ...verified, ...size });
  }
  if (refuted !== undefined) return desk.print(`${name}: refuted: ${refuted}`);
  const what =
    'length' in size
      ? `${size.length} links from all 0 to all 1`
      : `a table of ${size.views} views, right on every execution`;
  const rest = notChecked.map((what) => `\n${NOT_CHECKED[what]}`).join('');
  await desk.print(`${name}: verified, ${what} (${sizeText(system)})${rest}`);
}

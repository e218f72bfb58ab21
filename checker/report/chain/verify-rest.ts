/** What a saved chain or table says beside what the verifier reads. */
import { chainOf } from '../../chain/chain.js';
import { Components } from '../../chain/components.js';
import { Executions } from '../../chain/executions.js';
import { textbookChain } from '../../chain/textbook.js';
import { type ChainClaim, RefutedError, type TableClaim } from '../../chain/verify.js';
import { chainJson, head } from './json.js';
import { finalViewWords } from './words.js';

/** What can be told of a chain beside its links. */
const KINDS = ['textbook', 'shortest', 'shortest between any'];

/**
 * Makes sure of what a saved file says beside what the verifier reads: names, views and changes in words, all witnesses, counts. What is said is
 * compared with what the links, or the decisions, give; what cannot be compared is refused.
 * @param text of a certificate whose links or decisions have been verified
 * @returns whether it claims to be a shortest chain: that alone is not made sure of
 * @throws RefutedError that names the field
 */
export function verifyRest(
  text: string,
  claim: ChainClaim | TableClaim,
): { readonly claimsShortest: boolean } {
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
    return { claimsShortest: false };
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
  return { claimsShortest: said.kind !== undefined && kind !== 'textbook' };
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

/**
 * What was typed is at fault: it becomes one line on stderr and exit code 2, which says what was given, what would fit, and, for a
 * name, which known names are near.
 */
import { distance } from 'fastest-levenshtein';
import { InputError } from '../input-error.js';

/** What was typed is at fault. */
export class UsageError extends InputError {}

/** A name further away than this part of its length is no likely slip of the finger: of A1 and C1 neither is one of the other. */
const DISTANCE_MAX = 0.45;

/** `; did you mean paxos?` where some known name is near, else nothing. Capitals do not count: `r1` is R1, one slip away from no other. */
export function didYouMean(given: string, known: readonly string[]): string {
  const wanted = given.toLowerCase();
  const begun = wanted.length < 3 ? [] : known.filter((name) => name.toLowerCase().startsWith(wanted));
  if (begun.length > 0) return `; did you mean ${begun.slice(0, 3).join(' or ')}?`;
  const [nearest] = known
    .map((name) => ({ name, slips: distance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  const isNear = nearest !== undefined && nearest.slips <= nearest.name.length * DISTANCE_MAX;
  return isNear ? `; did you mean ${nearest.name}?` : '';
}

/**
 * The error for a name that nothing has. Without a near name all known ones are listed; a long list is `lister`'s business.
 * @param lister the command line that lists what there is: `paxoscope specs`
 */
export function unknownName(
  what: string,
  given: string,
  known: readonly string[],
  lister?: string,
): UsageError {
  const guess = didYouMean(given, known);
  const listed = known.length === 0 ? '; there is none' : `; there are: ${known.join(', ')}`;
  const rest = lister === undefined ? guess || listed : `${guess} (${lister} lists them)`;
  return new UsageError(`no ${what} ${given}${rest}`);
}

/**
 * What was typed is at fault: it becomes one line on stderr and exit code 2, which says what was given, what would fit, and, for a
 * name, which known names are near.
 */
import { didYouMean } from '../did-you-mean.js';
import { InputError } from '../input-error.js';

/** What was typed is at fault. */
export class UsageError extends InputError {}

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

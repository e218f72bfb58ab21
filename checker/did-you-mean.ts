/** A name that nothing has may be a slip of the finger: which of the known ones was meant. */
import { distance } from 'fastest-levenshtein';

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

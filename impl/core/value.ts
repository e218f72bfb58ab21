/**
 * Which values a cluster takes. What is written is kept and sent as JSON, by functions that recurse: a value that JSON cannot give back would be
 * read as another, and one that is nested too deep would end every server that it comes to.
 */

/** Lists and objects within each other, at most. */
export const DEPTH_MAX = 64;

/** What is wrong with a value, in words; undefined where it can be kept. What is nested deeper than the bound is not looked at. */
export function flawOf(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value))
    return `a number is out of range: ${value}; JSON has numbers up to ${Number.MAX_VALUE}`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === DEPTH_MAX) return `a value has lists and objects within each other ${DEPTH_MAX} deep at most`;
  for (const part of Object.values(value)) {
    const flaw = flawOf(part, depth + 1);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

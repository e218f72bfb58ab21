/**
 * How much goes into one message. Counts alone do not bound it, since a value may be large; a message that is larger than a transport takes would
 * be lost each time it is sent, and what waits for it with it.
 */

/** Characters of JSON. A client's value is limited to about as much (http/server.ts), so that one always fits. */
export const BATCH_CHARACTERS = 2 ** 20;
export const PAGE_CHARACTERS = 2 ** 22;

/** The first of them that fit together: `countMax` at most, and so many characters as JSON; but one in any case. */
export function fitting<T>(items: Iterable<T>, countMax: number, charactersMax: number): T[] {
  const taken: T[] = [];
  let characters = 0;
  for (const item of items) {
    if (taken.length >= countMax) break;
    characters += JSON.stringify(item).length;
    if (taken.length > 0 && characters > charactersMax) break;
    taken.push(item);
  }
  return taken;
}

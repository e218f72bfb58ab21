/**
 * How fast a count grows now. The average since the start hides a search that slows down: it halves only when the search has
 * been slow for as long as it was fast.
 */

/** What "now" is, where nothing else is said: long enough to hide a pause of the garbage collector. */
const SPAN_SECONDS = 3;

export class RecentRate {
  /** Oldest first; all but the first are in the span. It begins with nothing counted at the start. */
  private readonly seen: { readonly count: number; readonly seconds: number }[] = [{ count: 0, seconds: 0 }];

  /** @param spanSeconds how long "now" is */
  constructor(private readonly spanSeconds = SPAN_SECONDS) {}

  /**
   * Takes down how far the count is.
   * @param seconds since the start, no less than the last time
   * @returns units a second over the last `spanSeconds`, or since the start where that is more recent
   */
  of(count: number, seconds: number): number {
    this.seen.push({ count, seconds });
    const outside = this.seen.findLastIndex((one) => one.seconds <= seconds - this.spanSeconds);
    this.seen.splice(0, Math.max(0, outside));
    const first = this.seen[0];
    return (count - first.count) / Math.max(seconds - first.seconds, 1e-3);
  }
}

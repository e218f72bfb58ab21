/**
 * The other threads of a search, as one that waits for them sees them. It waits awake at first, then asleep for a millisecond at a
 * time, and never for a thread that has died.
 *
 * The leading thread hears of a death in its event loop, and tells the others by a shared word. Where it waits itself, its event loop
 * stands still and it hears nothing: then it asks.
 */

/** So often a thread looks before it sleeps. */
const SPINS = 1000;
/** So many sleeps lie between two questions whether a thread has died. */
const SLEEPS_BETWEEN = 16;
/** Who takes longer than this to answer is stuck. */
const STUCK_MS = 60_000;

/** A thread has died, and what it was to do will never be done. */
export class LostThreadError extends Error {
  constructor() {
    super('a thread of the search has died');
    this.name = 'LostThreadError';
  }
}

export class OtherThreads {
  /** Only in the leading thread: whether a thread has died of which it has not heard. */
  hasUnheardDeath = (): boolean => false;
  /** A shared word, not 0 where a thread has died. */
  private dead: Int32Array | undefined;
  private sleeps = 0;

  join(dead: Int32Array): void {
    this.dead = dead;
  }

  /** Lets nobody wait any longer: a thread has died. */
  giveUp(): void {
    if (this.dead !== undefined) Atomics.store(this.dead, 0, 1);
  }

  /**
   * Waits while a condition holds that ends with a change of the word.
   * @returns false where it still holds after so many milliseconds of waiting
   * @throws LostThreadError
   */
  waitWhile(words: Int32Array, word: number, condition: () => boolean, ms = STUCK_MS): boolean {
    // Counted in waits and not by the clock: a process that is stopped for an hour has not waited.
    for (let tries = 0; tries < SPINS + ms; tries++) {
      const seen = Atomics.load(words, word);
      if (!condition()) return true;
      if (tries > SPINS) this.doze(words, word, seen);
    }
    return false;
  }

  /**
   * Sleeps until the word has another value, or for a millisecond.
   * @throws LostThreadError
   */
  doze(words: Int32Array, word: number, value: number): void {
    Atomics.wait(words, word, value, 1);
    const { dead } = this;
    if (dead === undefined) return;
    if (++this.sleeps % SLEEPS_BETWEEN === 0 && this.hasUnheardDeath()) this.giveUp();
    if (Atomics.load(dead, 0) !== 0) throw new LostThreadError();
  }
}

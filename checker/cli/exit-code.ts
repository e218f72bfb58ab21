/** What the process says to a script when it ends. A limit that was reached is never 0. */
export const ExitCode = {
  /** Holds, conforms, reached; every mutant was caught. */
  holds: 0,
  violated: 1,
  /** Usage, a spec or an input that is at fault, or a failure of ours. */
  fault: 2,
  /** Bounded or inconclusive. */
  bounded: 3,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

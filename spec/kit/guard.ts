/**
 * Named guards: a condition with a name and operands, so that a step that is not allowed can be told which
 * guard was false, and with which numbers. To the spec a guard is its condition and nothing more.
 */

export interface GuardReading {
  readonly name: string;
  readonly holds: boolean;
  readonly operands: Readonly<Record<string, unknown>>;
}

let listening: GuardReading[] | undefined;

/**
 * A condition with a name.
 * @param operands what the condition compares, by name, for the reader of an explanation
 * @returns `holds`
 */
export function guard(
  name: string,
  holds: boolean,
  operands: Readonly<Record<string, unknown>> = {},
): boolean {
  listening?.push({ name, holds, operands });
  return holds;
}

/** Runs spec code and tells which guards it asked, in order. */
export function guardsAsked<T>(run: () => T): {
  readonly result: T;
  readonly guards: readonly GuardReading[];
} {
  const outer = listening;
  const guards: GuardReading[] = [];
  listening = guards;
  try {
    return { result: run(), guards };
  } finally {
    listening = outer;
  }
}

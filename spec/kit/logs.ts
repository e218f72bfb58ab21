/** Logs: what is in order. */

/** Whether a log begins as the other, shorter or equal one. */
export function begins<T extends string>(log: readonly T[], start: readonly T[]): boolean {
  return start.length <= log.length && start.every((item, i) => log[i] === item);
}

/** How many runs a property test has: so many in `npm test`, and in `npm run sweep` as many times more as TIMES says. */
export function runs(count: number): number {
  return count * Number(process.env.TIMES ?? 1);
}

/**
 * Judges a row's counts: against the oracle where there is one, between the tools, and between the runs of one tool.
 * Each complaint is one sentence; none means that all tools explored the same state space.
 */
import type { Instance } from './ladder.js';
import { type Row, TOOLS } from './sample.js';

export function wrongCounts({ name, distinct, depth }: Instance, { samples }: Row): readonly string[] {
  const runs = TOOLS.flatMap((tool) => (samples[tool] ?? []).map((sample) => ({ tool, sample })));
  const first = runs[0];
  if (first === undefined) return [];
  // Without an oracle, runs must still agree with each other.
  const expected = {
    distinct: distinct ?? first.sample.distinct,
    depth: depth ?? first.sample.depth,
    generated: first.sample.generated,
  };
  const complaints = runs.flatMap(({ tool, sample }) =>
    (['distinct', 'depth', 'generated'] as const)
      .filter((count) => sample[count] !== expected[count])
      .map((count) => `${name}: ${tool} has ${count} ${sample[count]}, expected ${expected[count]}`),
  );
  return [...new Set(complaints)];
}

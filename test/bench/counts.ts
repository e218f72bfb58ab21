/**
 * Judges a row's counts: distinct and depth against the oracle where there is one, and between tools and runs in any case.
 * `generated` must only be the same in all runs of one tool: how many ways a step can be taken (one for each quorum, say) is
 * the model's choice, and a twin may choose otherwise.
 */
import type { Instance } from './ladder.js';
import { type Row, TOOLS } from './sample.js';

/** One sentence for each complaint; none means that all tools explored the same state space. */
export function wrongCounts({ name, distinct, depth }: Instance, { samples }: Row): readonly string[] {
  const all = TOOLS.flatMap((tool) => samples[tool] ?? []);
  const complaints = TOOLS.flatMap((tool) =>
    (samples[tool] ?? []).flatMap((sample) => {
      const expected = {
        distinct: distinct ?? all[0]!.distinct,
        depth: depth ?? all[0]!.depth,
        generated: samples[tool]![0]!.generated,
      };
      return (['distinct', 'depth', 'generated'] as const)
        .filter((count) => sample[count] !== expected[count])
        .map((count) => `${name}: ${tool} has ${count} ${sample[count]}, expected ${expected[count]}`);
    }),
  );
  return [...new Set(complaints)];
}

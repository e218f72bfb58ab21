/**
 * Judges a row's counts: distinct and depth against the oracle where there is one, and between tools and runs in any case. Under symmetry
 * the distinct states are orbits, and nothing else may change: every shortest path of the one space has its like in the other.
 *
 * `generated` must only be the same in all runs of tools that search the same model by the same states: how many ways a step can
 * be taken (one for each quorum, say) is the model's choice, and a twin may choose otherwise.
 */
import type { Instance } from './ladder.js';
import { isPaxoscope, type Row, type Sample, SETTINGS, TOOLS, type Tool } from './sample.js';

/** One sentence for each complaint; none means that all tools explored the same state space. */
export function wrongCounts(
  { name, distinct, orbits, depth }: Instance,
  { samples }: Row,
): readonly string[] {
  const all = TOOLS.flatMap((tool) => samples[tool] ?? []);
  const first = (isLike: (other: Tool) => boolean): Sample | undefined =>
    TOOLS.filter(isLike).flatMap((tool) => samples[tool] ?? [])[0];
  const complaints = TOOLS.flatMap((tool) =>
    (samples[tool] ?? []).flatMap((sample) => {
      const expected = {
        distinct:
          (isByOrbits(tool) ? orbits : distinct) ??
          first((other) => isByOrbits(other) === isByOrbits(tool))!.distinct,
        depth: depth ?? all[0]!.depth,
        generated: first(
          (other) => isPaxoscope(other) === isPaxoscope(tool) && isByOrbits(other) === isByOrbits(tool),
        )!.generated,
      };
      return (['distinct', 'depth', 'generated'] as const)
        .filter((count) => sample[count] !== expected[count])
        .map((count) => `${name}: ${tool} has ${count} ${sample[count]}, expected ${expected[count]}`);
    }),
  );
  return [...new Set(complaints)];
}

function isByOrbits(tool: Tool): boolean {
  return isPaxoscope(tool) && SETTINGS[tool].symmetry;
}

/**
 * Medians and ratios. On a noisy machine two times say something about each other only when they were taken side by side:
 * a ratio is formed run by run, and the median is taken of the ratios, not the ratio of the medians.
 */
import type { Row, Sample, Tool } from './sample.js';

/** Below this, the 10 ms clock of Spin's own report says too little to divide by. */
export const SECONDS_MIN = 0.03;

/** The middle value, or the mean of the two in the middle. Throws on an empty list: there is no such number. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError('median of no numbers');
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median over runs of `above / below`; undefined where the two were not taken in pairs, or a divisor is 0. */
export function pairedRatio(above: readonly number[], below: readonly number[]): number | undefined {
  if (above.length === 0 || above.length !== below.length || below.includes(0)) return undefined;
  return median(above.map((value, run) => value / below[run]!));
}

/** How many times Paxoscope's search time (or memory) the given Spin search takes: above 1, Paxoscope takes less. */
export function againstPaxoscope(
  row: Row,
  spin: Tool,
  measure: 'seconds' | 'memoryBytes',
): number | undefined {
  const above = values(row.samples[spin], measure);
  const below = values(row.samples.paxoscope, measure);
  if (measure === 'seconds' && above.length > 0 && median(above) < SECONDS_MIN) return undefined;
  return pairedRatio(above, below);
}

export function medianOf(samples: readonly Sample[] | undefined, measure: keyof Sample): number | undefined {
  const numbers = values(samples, measure);
  return numbers.length === 0 ? undefined : median(numbers);
}

function values(samples: readonly Sample[] | undefined, measure: keyof Sample): readonly number[] {
  return (samples ?? []).map((sample) => sample[measure]);
}

/**
 * Medians and ratios. On a noisy machine two times say something about each other only when they were taken side by side:
 * a ratio is formed run by run, and the median is taken of the ratios, not the ratio of the medians.
 */
import type { Row, Sample, Tool } from './sample.js';

/** Below this a time says too little to divide by: Spin reports multiples of 10 ms, and Node's compiler is not warm yet. */
export const SECONDS_MIN = 0.03;

/** What can be asked of every sample that has it. */
export type Measure =
  | 'seconds'
  | 'wallSeconds'
  | 'distinct'
  | 'generated'
  | 'depth'
  | 'memoryBytes'
  | 'bytesPerState'
  | 'workers';

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

/** How many times what `below` takes `above` takes; undefined where a time is too short to divide by, or was not taken. */
export function ratioOf(
  { samples }: Row,
  above: Tool,
  below: Tool,
  measure: 'seconds' | 'memoryBytes',
): number | undefined {
  if (measure === 'seconds' && (isTooShort(samples[above]) || isTooShort(samples[below]))) return undefined;
  return pairedRatio(values(samples[above], measure), values(samples[below], measure));
}

export function medianOf(samples: readonly Sample[] | undefined, measure: Measure): number | undefined {
  const numbers = values(samples, measure);
  return numbers.length === 0 ? undefined : median(numbers);
}

/** States a second, over whole searches; undefined where they are too short. */
export function medianRate(samples: readonly Sample[] = []): number | undefined {
  if (samples.length === 0 || isTooShort(samples)) return undefined;
  return median(samples.map(({ distinct, seconds }) => distinct / seconds));
}

/** The run in the middle by time; of the two in the middle the faster one. */
export function medianRun(samples: readonly Sample[] = []): Sample | undefined {
  return samples.toSorted((a, b) => a.seconds - b.seconds)[(samples.length - 1) >> 1];
}

function isTooShort(samples: readonly Sample[] | undefined): boolean {
  const seconds = medianOf(samples, 'seconds');
  return seconds !== undefined && seconds < SECONDS_MIN;
}

function values(samples: readonly Sample[] | undefined, measure: Measure): readonly number[] {
  return (samples ?? []).flatMap((sample) => sample[measure] ?? []);
}

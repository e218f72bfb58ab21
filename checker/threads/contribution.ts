/**
 * What one thread has done of a search, besides what it counts where all can see it: told when it ends, and kept in checkpoints.
 */

import type { Model } from '../model.js';
import type { Explorer } from '../search/explorer.js';

export interface Contribution {
  readonly specCalls: number;
  /** Answers that tables gave. */
  readonly lookups: number;
  /** Steps that changed something, by action. */
  readonly fired: Readonly<Record<string, number>>;
  /** Steps that the bounds of the instance cut off, by action. */
  readonly cutOff: Readonly<Record<string, number>>;
  /** Steps, or states without a step, on which each property was judged, in the model's order. */
  readonly evaluated: readonly number[];
  /** The depth at which reachable properties were first met. */
  readonly reached: Readonly<Record<string, number>>;
}

export function contributionOf({ engine, judge, model }: Explorer): Contribution {
  const byName = (counts: readonly number[]) =>
    Object.fromEntries(engine.actionNames.map((name, i) => [name, counts[i]]));
  return {
    specCalls: engine.calls.count,
    lookups: engine.lookups + judge.lookups,
    fired: byName(engine.fired()),
    cutOff: byName(engine.cutOff()),
    evaluated: model.properties.map((property) => judge.evaluated(property)),
    reached: Object.fromEntries(judge.reached),
  };
}

/** All that was done. */
export function sumOf(model: Model, contributions: readonly Contribution[]): Contribution {
  const fired: Record<string, number> = {};
  const cutOff: Record<string, number> = {};
  const reached: Record<string, number> = {};
  for (const contribution of contributions) {
    for (const [name, count] of Object.entries(contribution.fired)) fired[name] = (fired[name] ?? 0) + count;
    for (const [name, count] of Object.entries(contribution.cutOff))
      cutOff[name] = (cutOff[name] ?? 0) + count;
    for (const [name, depth] of Object.entries(contribution.reached)) {
      reached[name] = Math.min(reached[name] ?? depth, depth);
    }
  }
  const sum = (figure: (contribution: Contribution) => number): number =>
    contributions.reduce((total, contribution) => total + figure(contribution), 0);
  return {
    specCalls: sum(({ specCalls }) => specCalls),
    lookups: sum(({ lookups }) => lookups),
    fired,
    cutOff,
    evaluated: model.properties.map((_, i) => sum(({ evaluated }) => evaluated[i])),
    reached,
  };
}

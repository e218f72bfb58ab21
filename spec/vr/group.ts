/** Who is who among the replicas. */
import type { Self } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { VrRules } from './rules.js';

/** The primary of a view, by name. */
export function primaryOf(rules: VrRules, { nodes }: Self<Constants>, view: number): string {
  return nodes.replica[rules.primaryOf(view, nodes.replica.length) - 1];
}

export function others({ id, nodes }: Self<Constants>): readonly string[] {
  return nodes.replica.filter((other) => other !== id);
}

/** Every way to take one of each. */
export function oneOfEach<T>(all: readonly (readonly T[])[]): T[][] {
  if (all.length === 0) return [[]];
  const [first, ...rest] = all;
  return oneOfEach(rest).flatMap((chosen) => first.map((one) => [one, ...chosen]));
}

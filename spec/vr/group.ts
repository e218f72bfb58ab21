/** Who is who among the replicas, and whom one of them may have heard. */
import type { Self } from '../kit/role.js';
import type { Constants } from './instance.js';

/** The primary of a view, by name: replicas take turns (Liskov, Cowling 2012, section 4). */
export function primaryOf({ nodes }: Self<Constants>, view: number): string {
  return nodes.replica[(view - 1) % nodes.replica.length];
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

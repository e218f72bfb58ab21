/**
 * Quorum systems: sets of processes of which any two share a member.
 */

export interface Quorums<P extends string = string> {
  /** Whether these processes contain a quorum. Processes named twice count once. */
  readonly isQuorum: (members: Iterable<P>) => boolean;
  /** The minimal quorums, each in order. */
  readonly minimal: readonly (readonly P[])[];
}

/** A quorum system of which two quorums share no member, or that is not one at all. */
export class QuorumError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QuorumError';
  }
}

/** All sets with more than half of the processes. */
export function majorities<P extends string>(processes: readonly P[]): Quorums<P> {
  return threshold(processes, Math.floor(processes.length / 2) + 1);
}

/**
 * All sets with at least `size` of the processes. Such sets need not intersect: this is what a mutant of the quorum
 * rule is built with. A protocol uses `majorities` or `explicitQuorums`.
 */
export function threshold<P extends string>(processes: readonly P[], size: number): Quorums<P> {
  return {
    isQuorum: (members) => countDistinct(members, processes) >= size,
    minimal: subsets(processes, size),
  };
}

/**
 * Any explicit system.
 * @throws QuorumError where it is empty, names an unknown process, or two quorums share no member.
 */
export function explicitQuorums<P extends string>(
  processes: readonly P[],
  quorums: readonly (readonly P[])[],
): Quorums<P> {
  if (quorums.length === 0) throw new QuorumError('a quorum system needs at least one quorum');
  for (const quorum of quorums) {
    const stranger = quorum.find((p) => !processes.includes(p));
    if (stranger !== undefined) throw new QuorumError(`${stranger} is in a quorum but not a process`);
    for (const other of quorums) {
      if (!quorum.some((p) => other.includes(p))) {
        throw new QuorumError(`the quorums {${quorum.join(', ')}} and {${other.join(', ')}} share no member`);
      }
    }
  }
  const minimal = quorums.filter(
    (quorum, i) =>
      !quorums.some(
        (other, j) =>
          other.every((p) => quorum.includes(p)) &&
          (new Set(other).size < new Set(quorum).size ||
            (new Set(other).size === new Set(quorum).size && j < i)),
      ),
  );
  return {
    isQuorum: (members) => {
      const present = new Set(members);
      return minimal.some((quorum) => quorum.every((p) => present.has(p)));
    },
    minimal,
  };
}

function countDistinct<P>(members: Iterable<P>, processes: readonly P[]): number {
  const present = new Set(members);
  return processes.filter((p) => present.has(p)).length;
}

function subsets<P>(items: readonly P[], size: number): P[][] {
  if (size === 0) return [[]];
  if (size > items.length) return [];
  const [first, ...rest] = items;
  return [...subsets(rest, size - 1).map((subset) => [first, ...subset]), ...subsets(rest, size)];
}

/**
 * What the benchmark runs, and the counts that it must find.
 *
 * The counts are TLC's, on `Paxos.tla` and `TwoPhase.tla` of the TLA+ Examples, taken outside this project: a tool that is
 * fast and counts wrong has measured nothing. Depth counts the initial level as 1, as TLC does.
 */

export interface PaxosSize {
  readonly acceptors: number;
  readonly ballots: number;
  readonly values: number;
}

export interface Instance {
  /** What `--only` takes, and what rows are matched by when results are compared. */
  readonly name: string;
  readonly spec: string;
  /** Flags of `paxoscope check <spec>`; a spec's defaults where empty. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly property?: string;
  /** Set where a Promela twin exists. */
  readonly twin?: PaxosSize;
  readonly distinct?: number;
  readonly depth?: number;
  /** Left out with `--quick`, unless it is named. */
  readonly large?: boolean;
}

export const LADDER: readonly Instance[] = [
  paxos(3, 2, 2, 3_921, 17),
  paxos(3, 3, 2, 185_369, 25),
  paxos(3, 3, 3, 362_361, 25),
  paxos(5, 2, 2, 701_505, 25),
  paxos(4, 3, 2, 2_135_473, 31),
  { ...paxos(3, 4, 2, 8_220_065, 33), large: true },
];

export const OTHER_SPECS: readonly Instance[] = [
  { name: 'paxos-roles', spec: 'paxos-roles', parameters: {} },
  {
    name: 'two-phase-commit-5',
    spec: 'two-phase-commit',
    parameters: { managers: 5 },
    distinct: 8_832,
    depth: 17,
  },
];

/** Small, so that the process's start is what is measured. */
export const COLD_START: Instance = {
  name: 'cold-start',
  spec: 'paxos',
  parameters: { acceptors: 3, ballots: 2, values: 2 },
  distinct: 3_921,
  depth: 17,
};

export const NAMES: readonly string[] = [...LADDER, COLD_START, ...OTHER_SPECS].map(({ name }) => name);

/** Those named, whatever their size; without names, all that are not large, or all. */
export function select(
  instances: readonly Instance[],
  names: readonly string[],
  full: boolean,
): readonly Instance[] {
  if (names.length > 0) return instances.filter(({ name }) => names.includes(name));
  return instances.filter(({ large }) => full || !large);
}

function paxos(
  acceptors: number,
  ballots: number,
  values: number,
  distinct: number,
  depth: number,
): Instance {
  const size: PaxosSize = { acceptors, ballots, values };
  return {
    name: `paxos-${acceptors}-${ballots}-${values}`,
    spec: 'paxos',
    parameters: { ...size },
    property: 'agreement',
    twin: size,
    distinct,
    depth,
  };
}

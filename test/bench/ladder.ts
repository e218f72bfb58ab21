/**
 * What the benchmark runs, and the counts that it must find: a tool that is fast and counts wrong has measured nothing.
 *
 * The counts of `paxos` and `two-phase-commit` are TLC's on `Paxos.tla` and `TwoPhase.tla` of the TLA+ Examples, those of orbits TLC's
 * under SYMMETRY over acceptors and values (managers), all taken outside this project. The count of the huge instance is Paxoscope's
 * own; Spin's depth-first search of the twin, which stores whole states, agrees in depth and in the eight figures that it prints. Where no
 * count is given nobody else has counted, and only the runs are compared with each other. Depth counts the initial level as 1, as TLC
 * does.
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
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly property?: string;
  /** Set where Spin runs beside it, on the Promela twin. */
  readonly twin?: PaxosSize;
  readonly distinct?: number;
  /** Distinct states under symmetry. */
  readonly orbits?: number;
  readonly depth?: number;
  /**
   * Left out unless it is named: large ones with `--quick`, huge ones (one run each) without `--huge`. The progress of both is
   * recorded, for the picture.
   */
  readonly size?: 'large' | 'huge';
}

export const LADDER: readonly Instance[] = [
  paxos(1, 2, 1, { distinct: 25, depth: 9 }),
  paxos(3, 2, 2, { distinct: 3_921, depth: 17 }),
  paxos(3, 3, 2, { distinct: 185_369, depth: 25, orbits: 17_153 }),
  paxos(3, 3, 3, { distinct: 362_361, depth: 25, orbits: 17_559 }),
  paxos(5, 2, 2, { distinct: 701_505, depth: 25 }),
  paxos(4, 3, 2, { distinct: 2_135_473, depth: 31, orbits: 57_436 }),
  paxos(3, 4, 2, { distinct: 8_220_065, depth: 33, orbits: 710_709, size: 'large' }),
  // Without Spin, which prints eight figures of a count and takes 9.5 GB for its depth-first search (16 GB with the flags of spin.ts).
  paxos(5, 3, 1, { distinct: 161_878_625, depth: 37, size: 'huge', twin: undefined }),
];

export const OTHER_SPECS: readonly Instance[] = [
  { name: 'paxos-roles', spec: 'paxos-roles', parameters: {} },
  { name: 'paxos-roles-5', spec: 'paxos-roles', parameters: { acceptors: 5 } },
  {
    name: 'paxos-roles-attempts-2',
    spec: 'paxos-roles',
    parameters: { attempts: 2, 'proposer-crashes': 0 },
    size: 'large',
  },
  {
    name: 'two-phase-commit-5',
    spec: 'two-phase-commit',
    parameters: { managers: 5 },
    distinct: 8_832,
    depth: 17,
    orbits: 314,
  },
  // As it is checked where nothing is left out: with every property.
  {
    name: 'paxos-3-4-2-every-property',
    spec: 'paxos',
    parameters: { acceptors: 3, ballots: 4, values: 2 },
    distinct: 8_220_065,
    depth: 33,
    orbits: 710_709,
    size: 'large',
  },
  { name: 'two-phase-commit-6', spec: 'two-phase-commit', parameters: { managers: 6 } },
];

/** Small, so that the process's start is what is measured. */
export const COLD_START: Instance = {
  ...paxos(3, 2, 2, { distinct: 3_921, depth: 17 }),
  name: 'cold-start',
  property: undefined,
};

/**
 * The real size of each protocol of messages: minutes in all, every property, each search once and as somebody does it who leaves workers and
 * symmetry to Paxoscope. Counts are Paxoscope's own, of orbits where the spec asks for symmetry.
 *
 * The real size that is wanted of `pmmc`, two slots and two ballots of each leader at the same time, does not close; checker/README.md says by how much.
 */
export const REAL: readonly Instance[] = [
  real('paxos-roles', { attempts: 2 }, 16_564_515, 35),
  real('paxos-liveness', { dead: 'none' }, 7_327_556, 130),
  real('multi-paxos', { slots: 3, commands: 3 }, 3_794_281, 35),
  real('multi-paxos-progress', { slots: 3, 'leader-crashes': 1 }, 3_197_403, 31),
  real('pmmc', { ballots: 2 }, 1_247_451, 42),
  real('pmmc', { slots: 2 }, 6_029_657, 35),
  real('pmmc', { leaders: 1, slots: 3, reconfigurations: 1 }, 8_270_991, 36),
  real('pmmc-liveness', { dead: 'none', suspicions: 2, 'leader-crashes': 1 }, 1_691_059, 50),
];

export const NAMES: readonly string[] = [...LADDER, COLD_START, ...OTHER_SPECS, ...REAL].map(
  ({ name }) => name,
);

/** Which sizes are wanted. */
export interface Sizes {
  readonly quick: boolean;
  readonly huge: boolean;
}

/** Those named, whatever their size; without names, those of the sizes wanted. */
export function select(
  instances: readonly Instance[],
  names: readonly string[],
  { quick, huge }: Sizes,
): readonly Instance[] {
  if (names.length > 0) return instances.filter(({ name }) => names.includes(name));
  return instances.filter(({ size }) => (size === 'huge' ? huge : size === 'large' ? !quick : true));
}

function real(spec: string, parameters: Instance['parameters'], distinct: number, depth: number): Instance {
  const flags = Object.entries(parameters).map(([name, value]) => `-${name}-${value}`);
  return { name: `real-${spec}${flags.join('')}`, spec, parameters, distinct, depth, size: 'large' };
}

function paxos(acceptors: number, ballots: number, values: number, rest: Partial<Instance>): Instance {
  const size: PaxosSize = { acceptors, ballots, values };
  return {
    name: `paxos-${acceptors}-${ballots}-${values}`,
    spec: 'paxos',
    parameters: { ...size },
    property: 'agreement',
    twin: size,
    ...rest,
  };
}

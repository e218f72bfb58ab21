/**
 * The synchronous model: processes that work in rounds and may crash (Lynch 1996, chapters 2 and 6; Attiya and Welch 2004, chapter 5).
 *
 * In a round every process that takes part sends, to each other process or to some, and then receives what was sent to it. A process that crashes
 * in a round has its messages of that round delivered to any subset of the others; it receives nothing in that round and takes no further part.
 * A crash in which every message arrives is still a crash: from then on the process is silent.
 *
 * The workbench of the lower bound (checker/chain/) and the specs of round-based algorithms (spec/kit/rounds.ts) both take their
 * crash patterns from here, so that they speak of the same executions.
 */

/** What p_0 .. p_(n-1) are asked to agree on, and how often they may fail. */
export interface RoundSystem {
  /** How many processes: n. */
  readonly processes: number;
  /** How many of them may crash: f < n. */
  readonly faults: number;
  /** After so many rounds everybody has decided: r. */
  readonly rounds: number;
}

export type Input = 0 | 1;

/** What a process is told at the start. */
export interface RoundStart extends RoundSystem {
  /** Its number, from 0 on. */
  readonly process: number;
  readonly input: Input;
}

/** What a process received in a round: by sender, in their order. Who is not in it was not heard. */
export type Received<M> = ReadonlyMap<number, M>;

/** An algorithm as one process runs it. Pure functions over immutable states: the same view always gives the same state. */
export interface RoundAlgorithm<S = unknown, M = unknown> {
  readonly kind: 'paxoscope-algorithm';
  readonly name: string;
  /** One line: what it does. */
  readonly title: string;
  /** Author, year, section. */
  readonly source: string;
  readonly init: (start: RoundStart) => S;
  /** What it sends to a process in a round (from 1 on); null: nothing. */
  readonly send: (state: S, round: number, to: number) => M | null;
  /** Its state after the round. What it sent to itself it knows: that is not among the messages. */
  readonly receive: (state: S, round: number, received: Received<M>) => S;
  /** What it has decided after a round, 0 being the start; null where it has not. A decision is irrevocable. */
  readonly decide: (state: S, round: number) => Input | null;
}

/** The crashes of one round. Sets of processes are bits: p_i is bit i. */
export interface RoundCrashes {
  readonly crashed: number;
  /** By process: who misses the last message of one that crashes; 0 for everybody else. Only processes that take part after the round. */
  readonly lost: readonly number[];
}

/**
 * All ways in which processes can crash in one round, those with fewer crashes first. What is lost on the way to a process that has
 * crashed, in this round or before, is not told apart: nobody ever knows it.
 * @param up who takes part before the round
 * @param budget how many of them may crash
 */
export function crashesOfRound(processes: number, up: number, budget: number): readonly RoundCrashes[] {
  const found: RoundCrashes[] = [];
  const lost = new Array<number>(processes).fill(0);
  const lose = (crashed: number, process: number): void => {
    if (process === processes) {
      found.push({ crashed, lost: [...lost] });
      return;
    }
    if ((crashed & (1 << process)) === 0) {
      lose(crashed, process + 1);
      return;
    }
    for (const missed of subsetsOf(up & ~crashed)) {
      lost[process] = missed;
      lose(crashed, process + 1);
    }
    lost[process] = 0;
  };
  const groups = [...subsetsOf(up)].filter((crashed) => bitCount(crashed) <= budget);
  for (const crashed of groups.sort((a, b) => bitCount(a) - bitCount(b) || a - b)) lose(crashed, 0);
  return found;
}

/** Every subset of a set of bits, in ascending order. */
export function* subsetsOf(set: number): Generator<number> {
  for (let subset = 0; ; subset = (subset - set) & set) {
    yield subset;
    if (subset === set) return;
  }
}

export function bitCount(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The processes in a set of bits. */
export function membersOf(set: number): readonly number[] {
  const members: number[] = [];
  for (let i = 0; 1 << i <= set; i++) if ((set & (1 << i)) !== 0) members.push(i);
  return members;
}

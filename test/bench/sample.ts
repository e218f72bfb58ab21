/**
 * One run of one tool, in the same words for every tool, and the whole of what a benchmark saves.
 *
 * `generated` is TLC's: initial states and every step, duplicates too. Spin's "transitions" (stored + matched) are the same
 * number, since its twin takes no step that changes nothing.
 */

export interface Sample {
  /** Time of the search as the tool itself gives it. */
  readonly seconds: number;
  /** Time of the whole process, start and end included. */
  readonly wallSeconds: number;
  readonly distinct: number;
  readonly generated: number;
  /** Levels, the initial one being 1. */
  readonly depth: number;
  readonly memoryBytes: number;
  /** Threads that searched. */
  readonly workers: number;
}

export const TOOLS = ['spin-bfs', 'paxoscope', 'spin-dfs'] as const;
export type Tool = (typeof TOOLS)[number];

export interface Row {
  readonly name: string;
  readonly spec: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** Runs in the order taken; the i-th samples of all tools were taken one after the other. */
  readonly samples: Readonly<Partial<Record<Tool, readonly Sample[]>>>;
}

export interface ColdStart {
  readonly samples: readonly Sample[];
  /** Wall time of a Node process that does nothing, taken next to each sample. */
  readonly bareNodeSeconds: readonly number[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  /** Absent where Spin is. */
  readonly spin?: string;
}

export interface Results {
  readonly format: 1;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly runs: number;
  readonly machine: Machine;
  readonly ladder: readonly Row[];
  readonly coldStart?: ColdStart;
  readonly others: readonly Row[];
  /** Counts that were not what they must be, and runs that failed. */
  readonly errors: readonly string[];
}

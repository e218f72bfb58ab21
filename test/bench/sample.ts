/**
 * One run of one tool, in the same words for every tool, and the whole of what a benchmark saves.
 *
 * `generated` is TLC's: initial states and every step, duplicates too. Spin's "transitions" (stored + matched) are the same
 * number, since its twin takes no step that changes nothing.
 */

import type { ConformRow } from './conform.js';
import type { HistoryRow } from './histories.js';

export interface Sample {
  /** Time of the search as the tool itself gives it. */
  readonly seconds: number;
  /** Time of the whole process, start and end included. */
  readonly wallSeconds: number;
  /** States, or orbits where the search is by symmetry. */
  readonly distinct: number;
  readonly generated: number;
  /** Levels, the initial one being 1. */
  readonly depth: number;
  /** Of the whole process, at its peak. */
  readonly memoryBytes: number;
  /** What each state takes for as long as the search lasts; absent where the tool does not say. */
  readonly bytesPerState?: number;
  /** Threads that searched. */
  readonly workers: number;
  /** How far the search was on its way, several times a second; only of large instances. */
  readonly progress?: readonly ProgressPoint[];
}

export interface ProgressPoint {
  /** Since the search began. */
  readonly seconds: number;
  /** States found until then, and steps taken. */
  readonly distinct: number;
  readonly generated: number;
}

/** In the order in which they take turns: each is next to one that it is compared with. */
export const TOOLS = [
  'spin-bfs',
  'paxoscope',
  'spin-dfs',
  'paxoscope-workers',
  'paxoscope-symmetry',
  'paxoscope-symmetry-workers',
] as const;
export type Tool = (typeof TOOLS)[number];

export type SpinSearch = Extract<Tool, `spin-${string}`>;
export type PaxoscopeTool = Exclude<Tool, SpinSearch>;

export interface Setting {
  /** One worker, or one for each core. */
  readonly workers: 'one' | 'cores';
  readonly symmetry: boolean;
}

export const SETTINGS: Readonly<Record<PaxoscopeTool, Setting>> = {
  paxoscope: { workers: 'one', symmetry: false },
  'paxoscope-workers': { workers: 'cores', symmetry: false },
  'paxoscope-symmetry': { workers: 'one', symmetry: true },
  'paxoscope-symmetry-workers': { workers: 'cores', symmetry: true },
};

export function isPaxoscope(tool: Tool): tool is PaxoscopeTool {
  return Object.hasOwn(SETTINGS, tool);
}

export interface Row {
  readonly name: string;
  readonly spec: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Runs in the order taken; the i-th samples of all tools were taken one after the other. */
  readonly samples: Readonly<Partial<Record<Tool, readonly Sample[]>>>;
}

export interface ColdStart {
  readonly samples: readonly Sample[];
  /** Wall time of a Node process that does nothing, taken next to each sample. */
  readonly bareNodeSeconds: readonly number[];
}

export interface ChainSample {
  /** As the command itself tells it. */
  readonly seconds: number;
  readonly wallSeconds: number;
  readonly memoryBytes: number;
}

export interface ChainRow {
  readonly name: string;
  readonly processes: number;
  readonly faults: number;
  readonly rounds: number;
  readonly executions: number;
  /** Links of a shortest chain; null where there is none. */
  readonly length: number | null;
  readonly samples: readonly ChainSample[];
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

/** What `Results.format` must be for this program to read them: raised whenever a field changes its meaning. */
export const FORMAT = 2;

export interface Results {
  readonly format: typeof FORMAT;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly runs: number;
  readonly machine: Machine;
  readonly ladder: readonly Row[];
  readonly coldStart?: ColdStart;
  readonly others: readonly Row[];
  /** One sample each, taken as `paxoscope`, with the workers and the symmetry that a check takes of its own accord. */
  readonly real?: readonly Row[];
  /** Absent in what was saved before there were any. */
  readonly histories?: readonly HistoryRow[];
  /** Recorded runs, judged. */
  readonly conform?: readonly ConformRow[];
  /** Sizes of the synchronous model, decided. */
  readonly chains?: readonly ChainRow[];
  /** Counts that were not what they must be, and runs that failed. */
  readonly errors: readonly string[];
}

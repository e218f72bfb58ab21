/** What a fault of logs is, and how the text of a good run is changed into one. */
import type { Reason } from '../../../traces/conform/verdict.js';

/** Files by name. */
export type Files = Readonly<Record<string, Buffer>>;

export interface LogFault {
  readonly name: string;
  /** `conforms`, `violation`, or why there is no verdict. */
  readonly verdict: 'conforms' | 'violation' | Reason;
  /** Of several runs: the verdicts of all. */
  readonly runs?: number;
  /** What the report says of it, in part. */
  readonly says?: RegExp;
  /** @param lines of each node's file, without line breaks */
  readonly change: (lines: Record<string, string[]>) => Readonly<Record<string, readonly string[]>> | Files;
}

export type Line = Record<string, unknown>;

export const edited = (line: string, change: (event: Line) => void): string => {
  const event = JSON.parse(line) as Line;
  change(event);
  return JSON.stringify(event);
};

/** The index of the first line from there on that fits. */
export const find = (lines: readonly string[], fits: (event: Line) => boolean, from = 0): number => {
  const at = lines.findIndex((line, i) => i >= from && fits(JSON.parse(line) as Line));
  if (at < 0) throw new Error('the run has no such line');
  return at;
};
export const isStep = (event: Line) => event.kind === 'step';
export const withLine = (lines: readonly string[], at: number, ...put: readonly string[]) => [
  ...lines.slice(0, at),
  ...put,
  ...lines.slice(at + 1),
];
export const text = (lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`);
export const all = (files: Readonly<Record<string, readonly string[]>>): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, text(lines)]));
export const restart = (event: Line) => event.kind === 'start' && (event.incarnation as number) > 1;
/** The server that crashed, and began again. */
export const restarted = (files: Readonly<Record<string, readonly string[]>>): string => {
  const name = Object.keys(files).find((file) =>
    files[file].some((line) => restart(JSON.parse(line) as Line)),
  );
  if (name === undefined) throw new Error('no server of the run restarts');
  return name;
};

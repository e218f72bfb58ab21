/**
 * What a process has seen, as plain data: "the view of p_i is the subsequence of events at p_i, with its state in the initial
 * configuration". With full information the events of a round are what each other process knew, or that nothing came.
 */
import type { Input } from '../rounds.js';
import { fateOf, type RoundExecution } from './round-execution.js';

export type ProcessView =
  | { readonly kind: 'start'; readonly process: number; readonly input: Input }
  | {
      readonly kind: 'round';
      readonly process: number;
      readonly round: number;
      /** What it knew before the round. */
      readonly before: ProcessView;
      /** By process: what came from it; null where nothing came, and at its own place. */
      readonly heard: readonly (ProcessView | null)[];
    };

/** The view of a process that takes part in all these rounds, after them. */
export function processView(execution: RoundExecution, process: number, rounds: number): ProcessView {
  if (rounds === 0) return { kind: 'start', process, input: execution.inputs[process] };
  return {
    kind: 'round',
    process,
    round: rounds,
    before: processView(execution, process, rounds - 1),
    heard: execution.inputs.map((_, other) =>
      other !== process && fateOf(execution, other, process, rounds) === 'arrives'
        ? processView(execution, other, rounds - 1)
        : null,
    ),
  };
}

/** A text that two views share only if they are equal. */
export function viewKey(view: ProcessView): string {
  if (view.kind === 'start') return `p${view.process}:${view.input}`;
  const heard = view.heard.map((other, i) =>
    i === view.process ? viewKey(view.before) : other === null ? '-' : viewKey(other),
  );
  return `p${view.process}(${heard.join(' ')})`;
}

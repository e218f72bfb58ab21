/** What consensus in rounds is asked for: in every state, by everybody who takes part in it. */
import type { Property } from '../../checker/model.js';
import { invariant, reachable } from '../kit/plain.js';
import { decisionsIn, type RoundCells } from '../kit/round-model.js';

/** @param rounds after which everybody has decided */
export function consensusProperties(cells: RoundCells, rounds: number): readonly Property[] {
  const { processes, round } = cells;
  const pairs = processes.flatMap((_, a) => processes.slice(0, a).map((_, b) => [b, a] as const));
  const decides = (value: 0 | 1) =>
    reachable(`decides-${value}`, `some process decides ${value}`, (view) =>
      decisionsIn(view, cells).includes(value),
    );
  return [
    invariant(
      'agreement',
      'no two processes that take part have decided differently',
      pairs.map(([a, b]) => ({
        parameters: { one: `p${a}`, other: `p${b}` },
        holds: (view) => {
          const [one, other] = [view.get(processes[a]), view.get(processes[b])];
          if (one.kind === 'crashed' || other.kind === 'crashed') return true;
          return one.decision === null || other.decision === null || one.decision === other.decision;
        },
      })),
    ),
    invariant('validity', 'where all propose the same, nothing else is decided', (view) => {
      const all = processes.map((process) => view.get(process));
      const [{ input }] = all;
      if (all.some((process) => process.input !== input)) return true;
      return all.every(
        (process) => process.kind === 'crashed' || process.decision === null || process.decision === input,
      );
    }),
    invariant('termination', 'after the last round every process that takes part has decided', (view) => {
      if (view.get(round) < rounds) return true;
      return processes.every((process) => {
        const state = view.get(process);
        return state.kind === 'crashed' || state.decision !== null;
      });
    }),
    decides(0),
    decides(1),
  ];
}

/** @param faults how many may crash */
export function decidesEarly(cells: RoundCells, faults: number): Property {
  return invariant(
    'decides-early',
    "with f' crashes so far every process that takes part has decided by round min(f' + 2, f + 1)",
    (view) => {
      const all = cells.processes.map((process) => view.get(process));
      const crashes = all.filter(({ kind }) => kind === 'crashed').length;
      if (view.get(cells.round) < Math.min(crashes + 2, faults + 1)) return true;
      return all.every((process) => process.kind === 'crashed' || process.decision !== null);
    },
  );
}

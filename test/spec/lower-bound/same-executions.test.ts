/**
 * The two ways in which a round-based algorithm is run see the same executions: the steps of its model, taken by the spec's own code, and the
 * workbench of the lower bound.
 */
import { describe, expect, it } from 'vitest';
import { AlgorithmRun } from '../../../checker/chain/algorithm-run.js';
import { Executions } from '../../../checker/chain/executions.js';
import { check } from '../../../checker/check-spec.js';
import type { Cell, Model, Update, View } from '../../../checker/model.js';
import type { Input, RoundSystem } from '../../../checker/rounds.js';
import type { RoundProcess } from '../../../spec/kit/round-model.js';
import { algorithms } from '../../../spec/lower-bound/algorithms.js';
import { specs } from '../../../spec/registry.js';

type State = ReadonlyMap<string, unknown>;

function after(state: State, updates: readonly Update[]): State {
  const next = new Map(state);
  for (const update of updates) if (update.kind === 'set') next.set(update.cell.name, update.value);
  return next;
}

/** How each execution of the model ends: inputs and decisions, as many times as there are executions that end so. */
function endsOfModel(model: Model, processes: number): string[] {
  const ends: string[] = [];
  const go = (state: State): void => {
    const view = { get: (cell: Cell<unknown>) => state.get(cell.name) } as unknown as View;
    const outcomes = model.actions[0].run(view, undefined);
    for (const { updates } of outcomes) go(after(state, updates));
    if (outcomes.length > 0) return;
    const cells = Array.from({ length: processes }, (_, p) => state.get(`p${p}`) as RoundProcess);
    ends.push(endOf(cells.map((cell) => [cell.input, cell.kind === 'up' ? cell.decision : undefined])));
  };
  for (const updates of model.initial) go(after(new Map(), updates));
  return ends.sort();
}

function endsOfWorkbench(run: AlgorithmRun, executions: Executions): string[] {
  return Array.from({ length: executions.size }, (_, number) => {
    const execution = executions.describe(number);
    const decisions = run.decisions(execution);
    return endOf(execution.inputs.map((input, p) => [input, decisions[p]]));
  }).sort();
}

function endOf(processes: readonly (readonly [Input, Input | null | undefined])[]): string {
  return processes.map(([input, decision]) => `${input} ${decision ?? 'crashed'}`).join(', ');
}

const sizes: readonly RoundSystem[] = [
  { processes: 3, faults: 1, rounds: 1 },
  { processes: 3, faults: 1, rounds: 2 },
  { processes: 3, faults: 2, rounds: 2 },
];

describe.each(algorithms.map((algorithm) => [algorithm.name, algorithm] as const))(
  '%s',
  (name, algorithm) => {
    const spec = specs.find((candidate) => candidate.name === name);

    it('is a spec of the same name', () => {
      expect(spec?.title).toBe(algorithm.title);
    });

    it.each(sizes)('ends in the same ways: %o', (system) => {
      const { model } = spec?.instantiate({ ...system }) ?? { model: undefined };
      const executions = new Executions(system);
      const workbench = endsOfWorkbench(new AlgorithmRun(algorithm, system, name), executions);
      expect(model && endsOfModel(model, system.processes)).toEqual(workbench);
    });
  },
);

it.each([
  ['floodset', 3, 'holds'],
  ['floodset', 2, 'violated'],
  ['eig', 2, 'violated'],
  ['floodset-early', 3, 'holds'],
  ['floodset-early', 2, 'violated'],
])('%s with 4 processes, 2 faults, %i rounds %s', async (name, rounds, expected) => {
  const spec = specs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`no spec ${name}`);
  const verdict = await check(spec, { parameters: { processes: 4, faults: 2, rounds } });
  expect(verdict.kind).toBe(expected);
  // A shortest counterexample takes all the rounds: nobody decides before.
  if (verdict.kind === 'violated')
    expect([verdict.property, verdict.execution?.steps.length]).toEqual(['agreement', rounds]);
});

/** The table that components make is right on every execution, and is found wrong with one decision changed that matters. */
import { expect, it } from 'vitest';
import { Components } from '../../../checker/chain/components.js';
import { decideSystem } from '../../../checker/chain/decide.js';
import { DecisionTable, firstFailure } from '../../../checker/chain/decision.js';
import { CRASHED, Executions } from '../../../checker/chain/executions.js';
import { RefutedError, verifyTable } from '../../../checker/chain/verify.js';

const executions = new Executions({ processes: 3, faults: 1, rounds: 2 });
const table = new DecisionTable(executions, new Components(executions));

it('holds on every execution', () => {
  expect(firstFailure(executions, table.decide)).toBeUndefined();
});

it('finds every view that is decided otherwise, unless that is another right table', () => {
  let found = 0;
  const views = new Map<number, number>();
  for (let execution = 0; execution < executions.size; execution++)
    for (let p = 0; p < 3; p++) {
      const view = executions.view(execution, p);
      if (view !== CRASHED) views.set(view, p);
    }
  expect(views.size).toBe(table.views);
  for (const [changed] of views) {
    const failure = firstFailure(executions, (process, view) => {
      const decision = table.decide(process, view);
      return view === changed ? (decision === 0 ? 1 : 0) : decision;
    });
    if (failure !== undefined) found++;
    const undecided = firstFailure(executions, (process, view) =>
      view === changed ? null : table.decide(process, view),
    );
    expect(undecided?.kind).toBe('termination');
  }
  // At least two processes are correct in every execution: no view is alone in its component.
  expect(found).toBe(views.size);
});

it('is verified by the definition, and refuted with any decision missing or changed', () => {
  const system = { processes: 3, faults: 1, rounds: 2 };
  const entries = decideSystem(system).entries?.() ?? new Map();
  const decisions = Object.fromEntries(entries) as Record<string, 0 | 1>;
  expect(Object.keys(decisions).length).toBe(192);
  verifyTable({ ...system, decisions });
  for (const [view, decision] of entries) {
    const { [view]: _, ...missing } = decisions;
    expect(() => verifyTable({ ...system, decisions: missing })).toThrow(/^termination: /);
    const changed = { ...decisions, [view]: decision === 0 ? 1 : 0 } as const;
    expect(() => verifyTable({ ...system, decisions: changed })).toThrow(/^(agreement|validity): /);
  }
  expect(() => verifyTable({ ...system, faults: 2, decisions })).toThrow(RefutedError);
});

it('breaks with one round fewer, whatever the table is', () => {
  const fewer = new Executions({ processes: 3, faults: 1, rounds: 1 });
  const components = new Components(fewer);
  expect(components.isConnected).toBe(true);
  expect(components.isImpossible).toBe(true);
  const failure = firstFailure(fewer, new DecisionTable(fewer, components).decide);
  expect(failure).toMatchObject({ kind: 'validity', decision: 1 });
});

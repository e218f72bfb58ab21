/** Why a step is none of an abstract model: what it does there, beside the nearest that would have been allowed. */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Execution } from '../../../checker/execution.js';
import { add, cell, type Model, type Refines, set, soup, type View } from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { formats, render } from '../../../checker/report/index.js';
import { parseExecution, renderJson } from '../../../checker/report/json.js';
import { renderText } from '../../../checker/report/text.js';
import { action, disabled, does, forEach } from '../../../spec/kit/plain.js';

const latest = cell<unknown>('latest');
const log = soup<{ kind: string; value: number }>('log');

/** Writes one more than the last, or of two clocks the other; `most` writes at most. */
const register = (most: number): Model => ({
  name: 'register',
  variables: [latest, log],
  initial: [[set(latest, 0)]],
  actions: [
    ...forEach({ value: Array.from({ length: most }, (_, i) => i + 1) }, ({ value }) =>
      action('Write', { value }, (view) =>
        view.get(latest) === value - 1 ? does(set(latest, value), add(log, { kind: 'w', value })) : disabled,
      ),
    ),
    action('Reset', {}, (view) => (view.get(latest) === 0 ? disabled : does(set(latest, 0)))),
  ],
  properties: [],
});

const at = cell<number>('at');

/** Counts by some number, and says what the register makes of it. */
function counting(by: number, most: number, value: (view: View) => unknown = (view) => view.get(at)): Model {
  const refines: Refines = {
    kind: 'refines',
    name: 'refines-register',
    says: 'a count is a register',
    abstract: register(most),
    mapping: [
      { kind: 'cell', cell: latest as never, value },
      {
        kind: 'soup',
        soup: log as never,
        members: (view) => Array.from({ length: view.get(at) }, (_, i) => ({ kind: 'w', value: i + 1 })),
      },
    ],
  };
  return {
    name: 'counting',
    variables: [at],
    initial: [[set(at, 0)]],
    actions: [
      action('Up', {}, (view) =>
        view.get(at) > 3 ? disabled : does(set(at, view.get(at) + (view.get(at) === 0 ? 1 : by))),
      ),
    ],
    properties: [refines],
  };
}

async function broken(model: Model): Promise<Execution> {
  const verdict = await checkModel(model, {}, { spec: model.name, parameters: {} });
  if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
  return verdict.execution;
}

function why(execution: Execution): string {
  const text = renderText(execution);
  return text.slice(text.indexOf('Why this breaks it\n') + 'Why this breaks it\n'.length).trimEnd();
}

describe('of a broken refinement', () => {
  it('the step is told beside those that are possible there, the nearest first', async () => {
    expect(why(await broken(counting(2, 5)))).toBe(
      [
        '  No step of register does this; these are possible there:',
        '    step 2            latest: 1 → 3',
        '                      log: + w(value: 2), + w(value: 3)',
        '    Write (value: 2)  latest: 1 → 2',
        '                      log: + w(value: 2)',
        '    Reset             latest: 1 → 0',
      ].join('\n'),
    );
  });

  it('where none is possible, actions are named that are not enabled', async () => {
    expect(why(await broken(counting(2, 0)))).toBe(
      [
        '  No step of register does this; none is possible there:',
        '    step 1  latest: 0 → 1',
        '            log: + w(value: 1)',
        '    Reset   is not enabled',
      ].join('\n'),
    );
  });

  it('an initial state is told beside the nearest, a value of another type as it is', async () => {
    const model = counting(1, 5, (view) => String(view.get(at)));
    expect(why(await broken(model))).toBe(
      [
        '  The initial state is none of register; this one is:',
        '    it maps to            latest: "0"',
        '                          log: empty',
        '    register begins with  latest: 0',
      ].join('\n'),
    );
  });

  it('every form tells it', async () => {
    const execution = await broken(counting(2, 5));
    for (const format of formats.filter((name) => name !== 'json'))
      expect(
        render(execution, format).replaceAll(/#(\d+);/g, (_, code) => String.fromCharCode(code)),
      ).toMatch(/No step of register does this/);
    expect(JSON.parse(render(execution, 'json')).refinement.nearest).toHaveLength(2);
  });
});

describe('a saved execution', () => {
  it('replays to the same reason, and without one gets it', async () => {
    const model = counting(2, 5);
    const execution = await broken(model);
    expect(verifyExecution(model, parseExecution(renderJson(execution)))).toEqual(execution);
    const { refinement: _, ...old } = execution;
    expect(verifyExecution(model, old)).toEqual(execution);
  });

  it('with another reason is refused', async () => {
    const model = counting(2, 5);
    const execution = await broken(model);
    const refinement = { ...(execution.refinement as NonNullable<Execution['refinement']>), allowed: 7 };
    expect(() => verifyExecution(model, { ...execution, refinement })).toThrow(
      'the execution breaks refines-register, but not in the way that it says',
    );
    const { property: _, ...none } = execution;
    expect(() => verifyExecution(model, none)).toThrow('it says why a refinement is broken, and breaks none');
  });
});

/**
 * Liveness on models that one can draw: what fairness promises and what it does not, the cases that checkers get wrong, what is
 * refused, and what an execution says of itself.
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { add, cell, type Fairness, type Model, over, set, soup, type View } from '../../../checker/model.js';
import { formats, render } from '../../../checker/report/index.js';
import type { Verdict } from '../../../checker/verdict.js';
import { disabled, does, eventually, leadsTo, stronglyFair, weaklyFair } from '../../../spec/kit/plain.js';
import { twoPhaseCommit } from '../../../spec/two-phase-commit/spec.js';
import { expectGolden } from '../../golden.js';
import { atState, comesTo, drawn, executionOf, reportOf } from './liveness-drawings.js';
import { peterson, ring, semaphore } from './liveness-models.js';

const each = { each: 'node' } as const;

describe('mutual exclusion', () => {
  it('by a semaphore starves under weak fairness: who waits is disabled again and again', async () => {
    const model = semaphore([weaklyFair('enter', each), weaklyFair('leave', each)]);
    const execution = await executionOf(model);
    expect(execution).toMatchObject({ loopStart: 1, property: { name: 'served' } });
    expect(execution.steps.map(({ node, action }) => `${node} ${action}`)).toEqual([
      'p ask',
      'q ask',
      'q enter',
      'q leave',
    ]);
    for (const format of formats) expectGolden(`liveness/semaphore-${format}.txt`, render(execution, format));
  });

  it('by a semaphore serves under strong fairness', async () => {
    const verdict = await checkModel(semaphore([stronglyFair('enter', each), weaklyFair('leave', each)]));
    expect(verdict.kind).toBe('holds');
    expect(reportOf(verdict, 'served')).toMatchObject({ verdict: 'holds', evaluated: 8, fairness: 4 });
    expect(verdict.coverage.graph).toMatchObject({ states: 8, edges: 14 });
  });

  it('by a semaphore starves where only somebody enters, however strongly', async () => {
    const execution = await executionOf(semaphore([stronglyFair('enter'), weaklyFair('leave')]));
    expect(execution.steps).toHaveLength(4);
  });

  it("by Peterson's algorithm serves under weak fairness", async () => {
    const verdict = await checkModel(peterson([weaklyFair('enter', each), weaklyFair('leave', each)]));
    expect(verdict.kind).toBe('holds');
  });

  it("by Peterson's algorithm starves without the turn for the other", async () => {
    const fairness = [weaklyFair('enter', each), weaklyFair('leave', each)];
    const execution = await executionOf(peterson(fairness, false));
    expect(execution).toMatchObject({ loopStart: 2 });
    expect(execution.steps).toHaveLength(5);
  });

  it('starves without fairness: it stutters', async () => {
    const execution = await executionOf(peterson([]));
    expect(execution).toMatchObject({ loopStart: 1, liveness: { since: 1, fairness: [] } });
    expect(execution.steps).toHaveLength(1);
    for (const format of formats) expectGolden(`liveness/stutter-${format}.txt`, render(execution, format));
  });

  it('says what the last step is owed to: every fair action is disabled where it stutters', async () => {
    const execution = await executionOf(peterson([weaklyFair('leave', each)]));
    expect(execution.liveness?.fairness).toEqual([{ kind: 'weak', action: 'leave', how: 'never-enabled' }]);
  });
});

describe('a ring', () => {
  it('passes its token to all under weak fairness', async () => {
    const verdict = await checkModel(ring(4, [weaklyFair('pass')]));
    expect(verdict.kind).toBe('holds');
  });

  it('stops where fairness is of one node only', async () => {
    const execution = await executionOf(ring(4, [weaklyFair('pass', { node: 'n0' })]));
    expect(execution).toMatchObject({ loopStart: 1, property: { parameters: { id: 2 } } });
  });

  it('may lose its token for good', async () => {
    const execution = await executionOf(ring(3, [weaklyFair('pass')], true));
    expect(execution).toMatchObject({
      property: { name: 'again', parameters: { id: 0 } },
      liveness: { stillReachable: 1 },
    });
    expect(execution.steps.map((step) => step.action)).toEqual(['pass', 'pass', 'lose']);
    for (const format of formats)
      expectGolden(`liveness/out-of-reach-${format}.txt`, render(execution, format));
  });
});

describe('drawings that checkers get wrong:', () => {
  it('a cycle that never gets there, although a way out is enabled all the time', async () => {
    const edges = [
      ['turn', 0, 1],
      ['turn', 1, 0],
      ['out', 0, 2],
      ['out', 1, 2],
    ] as const;
    expect(await executionOf(drawn(edges, comesTo(2, [weaklyFair('turn')])))).toMatchObject({ loopStart: 0 });
    expect((await checkModel(drawn(edges, comesTo(2, [weaklyFair('out')])))).kind).toBe('holds');
  });

  it('a way out that is enabled on half of the cycle asks for strong fairness', async () => {
    const edges = [
      ['turn', 0, 1],
      ['turn', 1, 0],
      ['out', 0, 2],
    ] as const;
    const fair = [weaklyFair('turn'), weaklyFair('out')];
    const execution = await executionOf(drawn(edges, comesTo(2, fair)));
    expect(execution.liveness?.fairness).toEqual([
      { kind: 'weak', action: 'turn', how: 'taken', at: 1 },
      { kind: 'weak', action: 'out', how: 'disabled', at: 1 },
    ]);
    expect((await checkModel(drawn(edges, comesTo(2, [weaklyFair('turn'), stronglyFair('out')])))).kind).toBe(
      'holds',
    );
  });

  it('a join: one way there has met what is wanted, the other has not', async () => {
    const edges = [
      ['good', 0, 1],
      ['good', 1, 3],
      ['bad', 0, 2],
      ['bad', 2, 3],
    ] as const;
    const execution = await executionOf(drawn(edges, comesTo(1, [weaklyFair('good'), weaklyFair('bad')])));
    expect(execution.steps.map((step) => step.action)).toEqual(['bad', 'bad']);
    expect(execution.loopStart).toBe(2);
  });

  it('a step that changes nothing is none: it neither keeps an action enabled nor counts as taken', async () => {
    const idle = [
      ['tick', 0, 0],
      ['go', 0, 1],
    ] as const;
    expect((await checkModel(drawn(idle, comesTo(1, [weaklyFair('go')])))).kind).toBe('holds');
    const execution = await executionOf(drawn(idle, comesTo(1, [stronglyFair('tick')])));
    expect(execution).toMatchObject({ loopStart: 0, steps: [] });
  });

  it('a dead end: nothing is enabled, so everything is fair', async () => {
    const edges = [
      ['go', 0, 1],
      ['stop', 0, 2],
    ] as const;
    const execution = await executionOf(drawn(edges, comesTo(1, [stronglyFair('go'), stronglyFair('stop')])));
    expect(execution.steps.map((step) => step.action)).toEqual(['stop']);
    expect(execution.loopStart).toBe(1);
    expectGolden('liveness/dead-end-mermaid.txt', render(execution, 'mermaid'));
  });

  it('what is owed and met in one state is met', async () => {
    const both = leadsTo('both', 'at once', atState(1), atState(1), [weaklyFair('go')]);
    expect((await checkModel(drawn([['go', 0, 1]], both))).kind).toBe('holds');
  });

  it('two actions from one state to the same other: the one that is fair must be taken', async () => {
    const edges = [
      ['turn', 0, 1],
      ['turn', 1, 0],
      ['wind', 0, 1],
      ['out', 0, 2],
    ] as const;
    const fair = [stronglyFair('wind'), weaklyFair('turn')];
    const execution = await executionOf(drawn(edges, comesTo(2, fair)));
    expect(execution.steps.map((step) => step.action)).toEqual(['wind', 'turn']);
  });

  it('a component that is fair only where a strongly fair action is never enabled', async () => {
    // 0 and 1 turn; 1 and 2 turn; out of 2 leads a way that strong fairness would take.
    const edges = [
      ['a', 0, 1],
      ['a', 1, 0],
      ['a', 1, 2],
      ['a', 2, 1],
      ['out', 2, 3],
    ] as const;
    const execution = await executionOf(drawn(edges, comesTo(3, [stronglyFair('out'), weaklyFair('a')])));
    expect(execution.steps).toHaveLength(2);
  });

  it('a loop that must visit many things is found where not all can be kept in mind at once', async () => {
    const spokes = Array.from({ length: 12 }, (_, i) => i + 1);
    const edges = spokes.flatMap(
      (i) =>
        [
          [`go ${i}`, 0, i],
          ['back', i, 0],
        ] as [string, number, number][],
    );
    const model = drawn(
      edges,
      comesTo(99, [...spokes.map((i) => stronglyFair(`go ${i}`)), weaklyFair('back')]),
    );
    const execution = await executionOf(model);
    expect(execution.steps).toHaveLength(24);
    expect(execution.liveness?.fairness?.map(({ how }) => how)).toEqual([...spokes, 0].map(() => 'taken'));
  });

  it('several initial states: each must get there', async () => {
    const at = cell<number>('at');
    const model: Model = {
      ...drawn([['go', 0, 1]], comesTo(1, [weaklyFair('go')])),
      initial: [[set(at, 0)], [set(at, 5)]],
    };
    expect(await executionOf(model)).toMatchObject({ initial: [{ value: 5 }], loopStart: 0, steps: [] });
  });
});

describe('two-phase commit', () => {
  const decided = (view: View, id: string) =>
    ['committed', 'aborted'].includes(view.get(cell<{ phase: string }>(id)).phase);
  const fair = ['prepare', 'commit', 'abort', 'receive abort', 'receive prepared', 'receive commit'].map(
    (name) => weaklyFair(name, { each: 'step' }),
  );

  async function judged(parameters: Record<string, number>): Promise<Verdict> {
    const { model } = twoPhaseCommit.instantiate(parameters);
    const instances = ['r1', 'r2'].map((id) => ({
      parameters: { id },
      holds: (view: View) => decided(view, id),
    }));
    return checkModel({ ...model, properties: [eventually('decided', 'it decides', instances, fair)] });
  }

  it('decides in the end', async () => {
    const verdict = await judged({ managers: 2 });
    expect(verdict.kind).toBe('holds');
  });

  it('blocks where the manager of all crashes', async () => {
    expect(await judged({ managers: 2, crashes: 1 })).toMatchObject({
      kind: 'violated',
      property: 'decided',
    });
  });
});

describe('fairness of each step', () => {
  const box = soup<{ to: string; n: number }>('box');
  const got = cell<readonly number[]>('got');
  const model = (fairness: readonly Fairness[]): Model => ({
    name: 'mail',
    variables: [box, got],
    initial: [[set(got, []), add(box, { to: 'a', n: 1 }), add(box, { to: 'a', n: 2 })]],
    actions: [
      {
        name: () => 'receive',
        node: 'a',
        over: over.soup(box),
        run: (view, letter) => {
          const { n } = letter as { n: number };
          if (n === 1) return view.get(got).length === 0 ? does(set(got, [1])) : does(set(got, []));
          return view.get(got).includes(2) ? disabled : does(set(got, [2]));
        },
      },
    ],
    properties: [
      eventually('second', 'the second letter is read', (view) => view.get(got).includes(2), fairness),
    ],
  });

  it('is of one message', async () => {
    const execution = await executionOf(model([weaklyFair('receive')]));
    expect(execution.steps).toHaveLength(2);
    const verdict = await checkModel(model([weaklyFair('receive', { each: 'step' })]));
    expect(verdict.kind).toBe('holds');
    expect(reportOf(verdict, 'second').fairness).toBe(2);
  });

  it('names the message', async () => {
    const execution = await executionOf({
      ...model([]),
      properties: [
        eventually('never', 'never', (view) => view.get(got).includes(3), [
          weaklyFair('receive', { each: 'step' }),
        ]),
      ],
    });
    const which = execution.liveness?.fairness?.map((note) => note.which);
    expect(which).toEqual(['{n: 1, to: a}', '{n: 2, to: a}']);
  });

  it('of what never occurs is refused, with what does', async () => {
    await expect(checkModel(model([weaklyFair('recieve')]))).rejects.toThrow(
      'model mail: property second asks for weak fairness of recieve, which occurs in no state; there are: receive at a',
    );
  });

  it('of what never occurs in a mutant is told beside the verdict', async () => {
    const about = { spec: 'mail', parameters: {}, mutant: 'silent' };
    const verdict = await checkModel(model([weaklyFair('send')]), {}, about);
    expect(verdict.kind).toBe('violated');
    expect(reportOf(verdict, 'second').remark).toBe('weak fairness of send: occurs in no state');
  });
});

it('is the same whatever the engine keeps in its tables, and in every run', async () => {
  const runs = await Promise.all([1, 2, 3].map(() => executionOf(semaphore([weaklyFair('enter', each)]))));
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});

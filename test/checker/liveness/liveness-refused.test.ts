/**
 * Liveness beside everything else: what is refused and with which words, verdicts that leave it open, and executions that were changed.
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { cell, type Fairness, type Model, type Property, set } from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { SymmetryError } from '../../../checker/symmetry.js';
import {
  action,
  disabled,
  does,
  eventually,
  invariant,
  leadsTo,
  reachable,
  weaklyFair,
} from '../../../spec/kit/plain.js';
import { comesTo, drawn, executionOf, reportOf } from './liveness-drawings.js';
import { peterson, ring, semaphore } from './liveness-models.js';

const each = { each: 'node' } as const;

describe('is refused:', () => {
  const model = (fairness: readonly unknown[]) => drawn([['go', 0, 1]], comesTo(1, fairness as Fairness[]));
  const fails = async (fairness: readonly unknown[], message: string) =>
    expect(checkModel(model(fairness))).rejects.toThrow(message);

  it('fairness of an action that there is not', () =>
    fails(
      [weaklyFair('og')],
      'comes asks for weak fairness of og, but no action has that name; there are: go',
    ));
  it('fairness at a node that has no such action', () =>
    fails(
      [weaklyFair('go', { node: 'p' })],
      'comes asks for weak fairness of go at p, but p has no such action; there are: none',
    ));
  it('fairness of no kind', () => fails([{ action: 'go' }], 'of kind undefined; there are: weak, strong'));
  it('fairness for each of something else', () =>
    fails([{ kind: 'weak', action: 'go', each: 'message' }], 'for each message; there are: node, step'));
  it('fairness that is none', () => fails(['go'], 'make it with weaklyFair(action) or stronglyFair(action)'));
  it('no list of fairness', async () => {
    const property = { ...comesTo(1, []), fairness: undefined } as unknown as Property;
    await expect(checkModel(drawn([['go', 0, 1]], property))).rejects.toThrow(
      'comes has no list of fairness',
    );
    expect(() => eventually('e', 'e', () => true, undefined as never)).toThrow(
      'a list of fairness assumptions',
    );
    expect(() => leadsTo('l', 'l', [{ from: () => true }] as never, [])).toThrow('{ parameters, from, to }');
    expect(() => leadsTo('l', 'l', () => true, [] as never, [])).toThrow('{ parameters, from, to }');
    const instances = [{ from: () => true, to: () => true }];
    expect(() => leadsTo('served', 'l', instances, undefined as never)).toThrow(
      'served: the last argument is missing: a list of fairness assumptions, such as [weaklyFair(action)]',
    );
    const forgotten = leadsTo as unknown as (...given: readonly unknown[]) => Property;
    expect(() => forgotten('served', 'l', instances)).toThrow('the last argument is missing');
    expect(() => forgotten('served', 'l', instances[0].from, instances[0].to)).toThrow(
      'the last argument is missing',
    );
  });

  it('symmetry, where nothing else is judged', async () => {
    const symmetric: Model = { ...model([]), sorts: [{ name: 'ids', ids: ['x', 'y'] }] };
    await expect(checkModel(symmetric, { symmetry: true })).rejects.toThrow(SymmetryError);
    await expect(checkModel(symmetric, { symmetry: true })).rejects.toThrow(
      'judged on all states, not on orbits',
    );
  });

  it('symmetry leaves it undecided beside what orbits decide', async () => {
    const counting = (sum: number): Model => ({
      name: 'counting',
      sorts: [{ name: 'ids', ids: ['x', 'y'] }],
      variables: ids,
      initial: [ids.map((id) => set(id, 0))],
      actions: ids.map((id) =>
        action('up', {}, (view) => (view.get(id) < 3 ? does(set(id, view.get(id) + 1)) : disabled)),
      ),
      properties: [
        invariant('small', 'they are small', (view) => view.get(x) + view.get(y) < sum),
        eventually('end', 'both get to three', (view) => view.get(x) + view.get(y) === 6, [weaklyFair('up')]),
      ],
    });
    const ids = ['x', 'y'].map((id) => cell<number>(id));
    const [x, y] = ids;
    const holding = await checkModel(counting(7), { symmetry: true });
    expect(holding).toMatchObject({
      kind: 'bounded',
      bound: { kind: 'liveness', reason: 'symmetry', message: expect.stringContaining('without --symmetry') },
      coverage: { distinct: 10, queue: 0 },
    });
    expect(reportOf(holding, 'small')).toMatchObject({ verdict: 'holds', evaluated: 10 });
    expect(reportOf(holding, 'end')).toMatchObject({ verdict: 'unknown', remark: 'symmetry was asked for' });
    expect(await checkModel(counting(7))).toMatchObject({ kind: 'holds', coverage: { distinct: 16 } });
    const violated = await checkModel(counting(6), { symmetry: true });
    expect(violated).toMatchObject({ kind: 'violated', property: 'small' });
    expect(reportOf(violated, 'end')).toMatchObject({ verdict: 'unknown' });
  });

  it('a graph that is too large to keep, with what would do', async () => {
    const n = cell<number>('n');
    const counting: Model = {
      name: 'counting',
      variables: [n],
      initial: [[set(n, 0)]],
      actions: [action('up', {}, (view) => (view.get(n) < 999 ? does(set(n, view.get(n) + 1)) : disabled))],
      properties: [eventually('end', 'it ends', (view) => view.get(n) === 999, [weaklyFair('up')])],
    };
    const { refusal } = await refusalOf(counting, 20_000);
    expect(refusal).toMatch(
      /^liveness needs the whole state graph, which does not fit into 1 MB: the process took \d+ MB before, 1,000 states of \d+ bytes and 999 steps of 8 are 1 MB, and the values of the spec come on top; none of it was kept\. Give it about \d+0M \(--max-memory\), make/,
    );
    expect((await checkModel(counting)).kind).toBe('holds');
  });
});

it('a graph for which memory runs out on the way tells how much of it was kept', async () => {
  const model = drawn(
    Array.from({ length: 400 }, (_, i) => ['go', i, i + 1] as const),
    eventually(
      'end',
      'it ends',
      (view) => {
        for (const until = performance.now() + 1; performance.now() < until; );
        return view.get(cell<number>('at')) < 0;
      },
      [],
    ),
  );
  const { refusal } = await refusalOf(model, 30_000_000);
  const [, before, enough] =
    /the process took (\d+) MB before, .*; memory was full with \d+ states and \d+ steps kept\. Give it about (\d+)M/.exec(
      refusal,
    ) ?? [];
  // More than there was before the first state was kept: what has failed is not said to fit.
  expect(Number(before)).toBeGreaterThan(30);
  expect(Number(enough)).toBeGreaterThan(Number(before));
  const verdict = await checkModel(model, { memoryLimitBytes: Number(enough) * 1e6 });
  expect(verdict).toMatchObject({ kind: 'violated', property: 'end' });
});

/** What is said where only so many bytes are left when the search has closed. */
async function refusalOf(model: Model, memoryLimitBytes: number): Promise<{ readonly refusal: string }> {
  const { withLiveness } = await import('../../../checker/liveness/liveness-verdict.js');
  const searched = await checkModel({ ...model, properties: [] });
  const properties = model.properties.map(({ name, kind, says }) => ({
    name,
    kind,
    says,
    verdict: 'unknown' as const,
    evaluated: 0,
  }));
  const verdict = { ...searched, coverage: { ...searched.coverage, properties } };
  const judged = await withLiveness(
    model,
    verdict,
    { memoryLimitBytes, lint: false },
    { spec: model.name, parameters: {} },
  );
  if (judged.kind !== 'bounded' || judged.bound.kind !== 'liveness') return expect.fail('it is judged');
  expect(judged.bound.reason).toBe('memory');
  // What the search has decided stands.
  expect(judged.coverage).toMatchObject({ distinct: searched.coverage.distinct, queue: 0 });
  expect(reportOf(judged, 'end')).toMatchObject({
    verdict: 'unknown',
    remark: 'its state graph does not fit into memory',
  });
  return { refusal: judged.bound.message };
}

describe('beside other properties', () => {
  const fair = [weaklyFair('enter', each), weaklyFair('leave', each)];

  it('is not decided where the search is bounded', async () => {
    const verdict = await checkModel(semaphore(fair), { maxStates: 5 });
    expect(verdict.kind).toBe('bounded');
    expect(reportOf(verdict, 'served')).toMatchObject({
      verdict: 'unknown',
      remark: expect.stringContaining('bounded'),
    });
  });

  it('is not decided where an invariant is broken', async () => {
    const model = semaphore(fair);
    const broken = invariant(
      'calm',
      'nobody asks',
      (view) => view.get(model.variables[0] as never) === 'idle',
    );
    const verdict = await checkModel({ ...model, properties: [...model.properties, broken] });
    expect(verdict).toMatchObject({ kind: 'violated', property: 'calm' });
    expect(reportOf(verdict, 'served')).toMatchObject({
      verdict: 'unknown',
      remark: 'the search ended with calm',
    });
  });

  it('is judged where something is never reached; the first in the order of the model is told', async () => {
    const model = semaphore(fair);
    const missed = reachable('missed', 'never', () => false);
    const after = await checkModel({ ...model, properties: [...model.properties, missed] });
    expect(after).toMatchObject({ kind: 'violated', property: 'served' });
    const before = await checkModel({ ...model, properties: [missed, ...model.properties] });
    expect(before).toMatchObject({ kind: 'violated', property: 'missed' });
    expect(before).not.toHaveProperty('execution');
    expect(reportOf(before, 'served').verdict).toBe('violated');
  });

  it('says with which execution a predicate fails', async () => {
    const failing = eventually(
      'bad',
      'bad',
      (view) => {
        if (view.get(cell<number>('at')) === 2) throw new Error('two');
        return false;
      },
      [],
    );
    const verdict = await checkModel(
      drawn(
        [
          ['go', 0, 1],
          ['go', 1, 2],
        ],
        failing,
      ),
    );
    expect(verdict).toMatchObject({
      kind: 'spec-error',
      message: expect.stringContaining('property bad: threw Error: two'),
    });
    expect((verdict as { execution?: { steps: unknown[] } }).execution?.steps).toHaveLength(2);
  });

  it('is not decided where it is interrupted', async () => {
    const abort = new AbortController();
    const n = cell<number>('n');
    const slow: Model = {
      name: 'slow',
      variables: [n],
      initial: [[set(n, 0)]],
      actions: [action('up', {}, (view) => (view.get(n) < 3000 ? does(set(n, view.get(n) + 1)) : disabled))],
      properties: [
        eventually(
          'end',
          'it ends',
          (view) => {
            abort.abort();
            for (const until = performance.now() + 1; performance.now() < until; );
            return view.get(n) === 3000;
          },
          [weaklyFair('up')],
        ),
      ],
    };
    const verdict = await checkModel(slow, { signal: abort.signal });
    expect(verdict).toMatchObject({ kind: 'bounded', bound: { kind: 'interrupted' } });
    expect(reportOf(verdict, 'end')).toMatchObject({ verdict: 'unknown', remark: 'interrupted' });
  });

  it('tells what it is at', async () => {
    const told: string[] = [];
    const n = cell<number>('n');
    const model: Model = {
      name: 'long',
      variables: [n],
      initial: [[set(n, 0)]],
      actions: [action('up', {}, (view) => (view.get(n) < 600 ? does(set(n, view.get(n) + 1)) : disabled))],
      properties: [
        eventually(
          'end',
          'it ends',
          (view) => {
            for (const until = performance.now() + 1; performance.now() < until; );
            return view.get(n) === 600;
          },
          [weaklyFair('up')],
        ),
      ],
    };
    await checkModel(model, { onProgress: ({ doing }) => doing !== undefined && told.push(doing) });
    expect(told[0]).toMatch(/^keeping the state graph, one thread: [\d,]+ of 601 states$/);
  });

  it('works with --lint', async () => {
    expect((await checkModel(peterson(fair), { lint: true })).kind).toBe('holds');
  });
});

describe('an execution that was changed is refused:', () => {
  const model = semaphore([weaklyFair('enter', each), weaklyFair('leave', each)]);
  const refused = async (
    change: (execution: Awaited<ReturnType<typeof executionOf>>) => object,
    message: string,
  ) => {
    const execution = await executionOf(model);
    expect(() => verifyExecution(model, { ...execution, ...change(execution) })).toThrow(message);
  };

  it('a loop that is not fair', () =>
    refused(
      ({ steps }) => ({ steps: steps.slice(0, 1), loopStart: 1 }),
      'the loop breaks weak fairness of enter at p: it is always enabled and never taken',
    ));
  it('a loop that does not close', () => refused(() => ({ loopStart: 0 }), 'the loop does not close'));
  it('no loop at all', () => refused(() => ({ loopStart: undefined }), 'it is not endless'));
  it('other reasons than there are', () =>
    refused(({ liveness }) => ({ liveness: { ...liveness, since: 3 } }), 'but not in the way that it says'));
  it('an instance that is not owed anything', () =>
    refused(
      ({ property }) => ({ property: { ...property, parameters: { id: 'q' } } }),
      'the execution does not break served',
    ));
  it('a state from which what is wanted can be reached', async () => {
    const losing = ring(3, [weaklyFair('pass')], true);
    const execution = await executionOf(losing);
    const early = { ...execution, steps: execution.steps.slice(0, 2) };
    expect(() => verifyExecution(losing, early)).toThrow('the execution does not break again');
  });
});

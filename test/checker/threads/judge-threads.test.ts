/**
 * What a judge makes of answers that come from another thread. Here both stand in one, each with a log of its own, and take turns.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../../checker/engine.js';
import { cell, type Model, type Property, set, type View } from '../../../checker/model.js';
import { type Failure, Judge } from '../../../checker/search/judge.js';
import { SharedArrays } from '../../../checker/threads/shared-arrays.js';
import { SharedLog } from '../../../checker/threads/shared-log.js';
import { SpecCalls } from '../../../checker/user-code/spec-call.js';

const x = cell<number>('x');
const y = cell<number>('y');

const kinds = ['invariant', 'transition'] as const;
type Kind = (typeof kinds)[number];

interface Thread {
  readonly engine: Engine;
  readonly calls: SpecCalls;
  /** Judges the state in which x and y are so. */
  readonly judge: (atX: number, atY: number) => Failure | undefined;
}

const logs: SharedLog[] = [];
afterEach(() => {
  for (const log of logs.splice(0)) log.close();
});

/** Two threads that judge one property; each predicate is that of one of them. */
function twoThreads(kind: Kind, predicates: readonly ((view: View) => boolean)[]): Thread[] {
  const [first, second] = [new SharedLog(), new SharedLog()];
  logs.push(first, second);
  second.join(first.open());
  const arrays = new SharedArrays(first);
  return [first, second].map((log, thread) => {
    const property: Property = { kind, name: 'asked', says: '', instances: [{ holds: predicates[thread] }] };
    const model: Model = {
      name: 'pairs',
      variables: [x, y],
      initial: [[set(x, 0), set(y, 0)]],
      actions: [],
      properties: [property],
    };
    const calls = new SpecCalls(false);
    const engine = new Engine(model, calls, undefined, log);
    const judge = new Judge(engine, model, thread === 0 ? arrays : new SharedArrays(second, arrays.list()));
    const row = engine.scratchRow();
    return {
      engine,
      calls,
      judge: (atX, atY) => {
        engine.layout.writeInitial(row, [set(x, atX), set(y, atY)]);
        return judge.initial(row);
      },
    };
  });
}

describe.each(kinds)('of an %s', (kind) => {
  const isBelowTwo = (view: View): boolean => view.get(x) + view.get(y) < 2;

  it('what one thread was answered no other asks again', () => {
    const [first, second] = twoThreads(kind, [isBelowTwo, isBelowTwo]);
    const failures = (thread: Thread) =>
      [thread.judge(0, 1), thread.judge(1, 1)].map((f) => f?.property.name);
    expect(failures(first)).toEqual(failures(second));
    expect(first.calls.count).toBe(2);
    expect(second.calls.count).toBe(0);
  });

  it('answers that contradict each other are at fault, also where both were given at once', () => {
    const meanwhile = vi.fn();
    const [first, second] = twoThreads(kind, [
      (view) => {
        meanwhile();
        return view.get(x) >= 0;
      },
      (view) => view.get(y) >= 0,
    ]);
    meanwhile.mockImplementationOnce(() => second.judge(0, 0));
    first.judge(0, 0);
    expect(() => second.judge(1, 1)).toThrow('property asked: the answer is not a function of what was read');
  });

  it('a table that has no room for them goes on by asking', () => {
    const [first, second] = twoThreads(kind, [isBelowTwo, isBelowTwo]);
    first.judge(0, 1);
    vi.spyOn(second.engine.tables, 'file').mockReturnValueOnce(false);
    for (let sum = 0; sum < 4; sum++) {
      const failure = second.judge(sum, 0)?.property.name;
      expect(failure).toBe(kind === 'invariant' && sum >= 2 ? 'asked' : undefined);
    }
    expect(second.calls.count).toBe(4);
  });
});

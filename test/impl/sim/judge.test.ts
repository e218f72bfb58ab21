/** The judge of simulated runs by hand: what it lets pass, and each thing that it refuses. */
import { describe, expect, it } from 'vitest';
import type { Command, Operation, Result } from '../../../impl/core/command.js';
import type { Asked, History } from '../../../impl/sim/history.js';
import { judge, judgeState } from '../../../impl/sim/judge.js';

const terms = { sessionTicks: 1000, clockTicks: 5, tickMin: 10 };
const put = (value: string): Operation => ({ kind: 'put', key: 'k', value });
const get: Operation = { kind: 'get', key: 'k' };
const done: Result = { kind: 'done' };
const read = (value: string | null): Result => ({ kind: 'value', value });

let ids = 0;
const slot = (client: string, sequence: number, operation: Operation): Command => ({
  kind: 'batch',
  id: String(++ids),
  commands: [{ client, sequence, operation, since: 0 }],
});

const asks = (client: string, sequence: number, operation: Operation, time = 0): Asked => ({
  kind: 'invoke',
  client,
  sequence,
  operation,
  time,
});
const told = (asked: Asked, result: Result, time = 0) => ({ kind: 'ok' as const, asked, result, time });

/** One after another, each answered before the next is asked. */
function inTurns(...turns: readonly (readonly [Asked, Result])[]): History {
  return turns.flatMap(([asked, result]) => [asked, told(asked, result, asked.time + 1)]);
}

const log = [slot('c', 1, put('one')), slot('c', 2, put('two'))];

it('lets pass what the log explains', () => {
  const history = inTurns(
    [asks('d', 1, get), read(null)],
    [asks('c', 1, put('one')), done],
    [asks('d', 2, get), read('one')],
    [asks('c', 2, put('two')), done],
    [asks('d', 3, get), read('two')],
  );
  expect(() => judge(log, history, terms)).not.toThrow();
});

it('lets a read that overlaps a write see it or not', () => {
  const write = asks('c', 1, put('one'));
  const during = asks('d', 1, get);
  for (const seen of [null, 'one']) {
    const history = [write, during, told(during, read(seen)), told(write, done)];
    expect(() => judge(log, history, terms)).not.toThrow();
  }
});

describe('refuses', () => {
  it.each<[string, History, RegExp]>([
    [
      'a read of the past',
      inTurns([asks('c', 1, put('one')), done], [asks('d', 1, get), read(null)]),
      /read .*null.* later not that/,
    ],
    [
      'a read that goes back behind another',
      inTurns(
        [asks('c', 1, put('one')), done],
        [asks('c', 2, put('two')), done],
        [asks('d', 1, get), read('two')],
        [asks('e', 1, get), read('one')],
      ),
      /e 1: .*read .*one/,
    ],
    [
      'a read of what was asked for later',
      inTurns([asks('d', 1, get), read('one')], [asks('c', 1, put('one')), done]),
      /c 1: .* before it was asked for/,
    ],
    [
      'an answer that the log does not have',
      inTurns([asks('x', 1, put('x')), done]),
      /x 1: .* not in the log/,
    ],
    [
      'another result than that of the execution',
      inTurns([asks('c', 1, put('one')), { kind: 'deleted', existed: true }]),
      /answered .*deleted.* not .*done/,
    ],
  ])('%s', (_what, history, says) => {
    expect(() => judge(log, history, terms)).toThrow(says);
  });

  it('two holders of a lock at one time', () => {
    const acquire: Operation = { kind: 'acquire', lock: 'l', lease: 50 };
    const clock = (after: number): Command => ({ kind: 'clock', id: String(++ids), after, elapsed: 10 });
    const late = [0, 10, 20, 30, 40, 50, 60].map(clock);
    const both = [slot('c', 1, acquire), ...late, slot('d', 1, acquire)];
    const history = (time: number): History =>
      inTurns(
        [asks('c', 1, acquire, 0), { kind: 'acquired', token: 1, expires: 60 }],
        [asks('d', 1, acquire, time), { kind: 'acquired', token: 2, expires: 130 }],
      );
    // 50 ticks of 10 ms: a clock that has counted 70 by then was too fast.
    expect(() => judge(both, history(400), terms)).toThrow(/l has two holders: c from 1 to 500 ms, d/);
    expect(() => judge(both, history(500), terms)).not.toThrow();
  });

  it('a state that is not the one of the log', () => {
    const model = judge(log, [], terms);
    expect(() => judgeState(model, 's1', 1, new Map([['k', 'one']]))).not.toThrow();
    expect(() => judgeState(model, 's1', 2, new Map([['k', 'one']]))).toThrow(
      /s1 has "one" under k after slot 2/,
    );
    expect(() => judgeState(model, 's1', 0, new Map([['k', 'one']]))).toThrow(/the log says undefined/);
  });
});

/** Histories that one can draw: what may follow a crash, what a failure tells, what a budget does. */
import { describe, expect, it } from 'vitest';
import { type ClientEvent, type Json, pairOperations } from '../../../traces/linearize/history.js';
import { judge, type SearchProgress } from '../../../traces/linearize/judge.js';
import { modelsFor, modelsOf } from '../../../traces/linearize/models/index.js';
import { clientHistory } from '../../bench/client-history.js';

/**
 * A history as a drawing, one event a word: `a:write=1` calls, `a.` or `a.=1` returns, `a!` fails, `a?` is given up. The key of a store follows the action: `a:put/x=1`.
 */
function drawn(text: string): readonly ClientEvent[] {
  const actions = new Map<string, string>();
  return text
    .trim()
    .split(/\s+/)
    .map((word, i): ClientEvent => {
      const [, client, mark, action, key, value] = /^(\w+?)([:.!?])(\w*)(?:\/(\w+))?(?:=(.+))?$/.exec(word)!;
      if (mark === ':') actions.set(client, action);
      const base = { line: i + 1, client, action: actions.get(client)! };
      const told = value === undefined ? undefined : (JSON.parse(value) as Json);
      if (mark === ':') return { ...base, type: 'invoke', key, argument: told };
      if (mark === '.') return { ...base, type: 'ok', answer: told };
      return { ...base, type: mark === '!' ? 'fail' : 'info' };
    });
}

function judged(text: string, budget = 1000, onProgress?: (far: SearchProgress) => void) {
  const operations = pairOperations(drawn(text));
  const models = modelsFor(operations, modelsOf({ register: null, absent: null }));
  return judge(operations, models, { budget, ...(onProgress && { onProgress }) });
}

const kindOf = (text: string) => judged(text).verdict.kind;

function failureOf(text: string) {
  const { verdict } = judged(text);
  if (verdict.kind !== 'not-linearizable') throw new Error(`it is ${verdict.kind}`);
  return verdict.failures[0];
}

describe('an operation that crashed', () => {
  it.each([
    ['takes effect late', 'a:write=1 a? b:read b.=null c:read c.=1', 'linearizable'],
    ['never takes effect', 'a:write=1 a? b:read b.=null c:read c.=null', 'linearizable'],
    ['does not take effect before its call', 'b:read b.=1 a:write=1 a?', 'not-linearizable'],
    ['takes effect once', 'a:write=1 a? b:read b.=1 b:write=2 b. c:read c.=1', 'not-linearizable'],
    [
      'takes effect as often as it was called',
      'a:write=1 a? d:write=1 d? b:read b.=1 b:write=2 b. c:read c.=1',
      'linearizable',
    ],
    ['and has no line for it, is the same', 'a:write=1 b:read b.=null c:read c.=1', 'linearizable'],
    ['leaves its client free to go on', 'a:write=1 a? a:read a.=null a:read a.=1', 'linearizable'],
    ['and failed for certain, has no effect', 'a:write=1 a! b:read b.=1', 'not-linearizable'],
  ])('%s', (_, text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });
});

describe('objects', () => {
  it.each([
    [
      'a write that is there already counts after another',
      'a:write=2 a. b:write=0 c:write=2 c. b. a:read a.=2',
      'linearizable',
    ],
    [
      'a compare-and-swap that was refused says what was not there',
      'a:write=1 a. b:cas=[1,2] b.=false',
      'not-linearizable',
    ],
    ['and may say what was', 'a:write=1 a. b:cas=[3,2] b.={"found":1}', 'linearizable'],
    ['which must be so', 'a:write=1 a. b:cas=[3,2] b.={"found":4}', 'not-linearizable'],
    ['keys are apart', 'a:put/x=1 a. b:get/y b.=null b:get/x b.=1', 'linearizable'],
    [
      'a range sees all keys at once',
      'a:put/x=1 a. a:put/y=2 a. b:range={"from":"","to":null,"limit":5} b.={"entries":[["y",2]],"more":false}',
      'not-linearizable',
    ],
    ['text is appended', 'a:append/x="p" b:append/x="q" a. b. c:get/x c.="qp"', 'linearizable'],
    ['a lock has one holder', 'a:acquire/l a.=true b:acquire/l b.=true', 'not-linearizable'],
    ['a lock is given back by its holder', 'a:acquire/l a.=true b:release/l b.=true', 'not-linearizable'],
    ['a lock goes round', 'a:acquire/l b:acquire/l a.=true a:release/l b.=true a.=true', 'linearizable'],
    [
      'a lease that has not run out',
      'a:acquire/l=10 a.={"token":1,"expires":12} b:acquire/l=10 b.={"token":2,"expires":21}',
      'not-linearizable',
    ],
    [
      'a lease that has',
      'a:acquire/l=10 a.={"token":1,"expires":12} b:acquire/l=10 b.={"token":2,"expires":22}',
      'linearizable',
    ],
    [
      'a token that does not grow',
      'a:acquire/l=10 a.={"token":2,"expires":12} b:acquire/l=10 b.={"token":2,"expires":30}',
      'not-linearizable',
    ],
    ['a queue keeps the order', 'a:enqueue=1 a. a:enqueue=2 a. b:dequeue b.=2', 'not-linearizable'],
    [
      'of calls at once either order',
      'a:enqueue=1 b:enqueue=2 a. b. b:dequeue b.=2 b:dequeue b.=1 b:dequeue b.=null',
      'linearizable',
    ],
  ])('%s', (_, text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });

  it('of several kinds are judged in one history', () => {
    const { verdict, models, parts } = judged(
      'a:put/x=1 b:acquire/l a. b.=true a:cas/x=[1,2] a.=true b:get/x b.=2',
    );
    expect({ kind: verdict.kind, models, parts: parts.map(({ name }) => name) }).toEqual({
      kind: 'linearizable',
      models: ['key-value', 'lock'],
      parts: ['key x', 'lock l'],
    });
  });
});

describe('a failure tells', () => {
  it('what would have been answered, and the order of everything before', () => {
    const { line, operation, wouldAnswer, leftOver, order } = failureOf(
      'a:write=1 a. b:write=2 c:read c.=3 b.',
    );
    expect({ line, client: operation.client, wouldAnswer, leftOver }).toEqual({
      line: 5,
      client: 'c',
      wouldAnswer: [1, 2],
      leftOver: undefined,
    });
    expect(order?.map(({ operation: { call }, state }) => [call.line, state])).toEqual([
      [1, 'the register holds 1'],
    ]);
  });

  it('what finds no place once it has one', () => {
    // a reads the new value first, so b, which is called when a has returned, cannot read the old one.
    const { line, operation, wouldAnswer, leftOver } = failureOf('w:write=1 a:read a.=1 b:read b.=null w.');
    expect([line, operation.client, wouldAnswer, leftOver?.client]).toEqual([5, 'b', [1], undefined]);
    // Both swaps answer true, and only one can have found 1.
    const swap = failureOf('w:write=1 w. a:cas=[1,2] b:cas=[1,3] b.=true a.=true');
    expect([swap.line, swap.operation.client, swap.wouldAnswer, swap.leftOver?.client]).toEqual([
      6,
      'a',
      [{ found: 3 }],
      'b',
    ]);
  });

  it('the line that says that something did not take place, where its value was read', () => {
    const { line, operation, leftOver, wouldAnswer } = failureOf('a:write=1 b:read b.=1 c:read c.=1 a!');
    expect([line, operation.client, leftOver?.client, wouldAnswer]).toEqual([6, 'a', 'b', []]);
  });

  it('the shortest prefix, in which what answers later is still open', () => {
    // Up to line 4 the swap could have taken effect; its own answer says that it did not.
    const { line } = failureOf('a:cas=[null,1] b:read b.=1 c:read c.=1 a.=false');
    expect(line).toBe(6);
  });
});

describe('a budget', () => {
  /** Appends at once and a read of what nobody appended: no order, which takes long to know. */
  const hardFor = (clients: string) =>
    `${[...clients].map((i) => `${i}:append/hard="${i}"`).join(' ')} z:get/hard z.="nothing"`;
  const hard = hardFor('abcde');

  it('that is used up is neither yes nor no', () => {
    expect(judged(hard, 50).verdict).toEqual({ kind: 'unknown', reason: 'budget' });
    expect(judged(hard, 100_000).verdict.kind).toBe('not-linearizable');
  });

  it('is shared in turns, so that a hard key does not hide an easy one that fails', () => {
    const { verdict, parts } = judged(`${hardFor('abcdefghijklmn')} x:put/easy=1 x. x:get/easy x.=2`, 5000);
    expect(verdict).toMatchObject({ kind: 'not-linearizable', failures: [{ part: 'key easy' }] });
    expect(parts.map(({ result }) => result.kind)).toEqual(['unknown', 'not-linearizable']);
  });

  it('of which some is used up: how much is told meanwhile', () => {
    const told: SearchProgress[] = [];
    const budget = 150_000;
    judged(hardFor('abcdefghijklmnopqrst'), budget, (far) => told.push(far));
    expect(told.length).toBeGreaterThan(0);
    for (const far of told) expect(far).toMatchObject({ budget, found: 0, objects: 1 });
    const entered = told.map((far) => far.entered);
    expect(entered).toEqual([...entered].sort((one, other) => one - other));
    expect(entered[0]).toBeGreaterThan(0);
    expect(entered.at(-1)).toBeLessThanOrEqual(budget);
  });

  it('a history in which nothing returned has nothing to judge', () => {
    expect(judged('a:write=1 b:read a?').verdict).toEqual({ kind: 'unknown', reason: 'nothing-returned' });
  });
});

it('a queue of a thousand operations by eight clients is decided, though no order of its enqueues is seen at once', () => {
  const words: string[] = [];
  for (let round = 0; round < 125; round++) {
    const clients = [0, 1, 2, 3, 4, 5, 6, 7].map((client) => `c${client}`);
    if (round % 2 === 0) {
      words.push(...clients.map((client, i) => `${client}:enqueue=${round * 8 + i}`));
      words.push(...clients.map((client) => `${client}.`));
    } else {
      words.push(...clients.map((client) => `${client}:dequeue`));
      // They came out in the other order.
      words.push(...clients.map((client, i) => `${client}.=${(round - 1) * 8 + 7 - i}`));
    }
  }
  const { verdict, configurations } = judged(words.join(' '), 5000);
  expect(verdict.kind).toBe('linearizable');
  expect(configurations).toBeLessThan(2000);
});

describe('writes of different values on one key', () => {
  const SIZE = { operations: 4000, keys: 1, seed: 3, kinds: 'different-values' } as const;
  const judgedFor = (events: readonly ClientEvent[]) => {
    const operations = pairOperations(events);
    const models = modelsFor(operations, modelsOf({ register: null, absent: '' }));
    return judge(operations, models, { budget: 20_000 });
  };

  it.each([
    { clients: 64, crashes: 0 },
    { clients: 32, crashes: 10 },
    { clients: 8, crashes: 40 },
  ])('by $clients clients, of which $crashes of a hundred never end, are decided at once', (size) => {
    const events = clientHistory({ ...SIZE, ...size });
    const { verdict, configurations } = judgedFor(events);
    expect(verdict.kind).toBe('linearizable');
    expect(configurations).toBeLessThan(events.length);
  });

  it('are so where one of them was read when it had been overwritten', () => {
    const events = clientHistory({ ...SIZE, clients: 16, crashes: 10 });
    const reads = events.flatMap((event, i) => (event.type === 'ok' && event.action === 'get' ? [i] : []));
    const [early, late] = [reads[Math.floor(reads.length / 3)], reads[Math.floor(reads.length / 2)]];
    const stale = events[early];
    const changed = events.map((event, i) =>
      i === late && event.type === 'ok' && stale.type === 'ok' ? { ...event, answer: stale.answer } : event,
    );
    const { verdict, configurations } = judgedFor(changed);
    expect(verdict).toMatchObject({ kind: 'not-linearizable', failures: [{ line: late + 1 }] });
    expect(configurations).toBeLessThan(50 * events.length);
  });
});

/** What the dialects say, line by line. */
import { describe, expect, it } from 'vitest';
import { dialectOf } from '../../../traces/readers/dialects.js';
import { linesOf } from '../../../traces/readers/lines.js';

function read(text: string, isKeyed = false) {
  const lines = linesOf(Buffer.from(text));
  const dialect = dialectOf(lines);
  return { dialect: dialect.name, ...dialect.read(lines, isKeyed) };
}

const eventOf = (text: string, isKeyed = false) => read(text, isKeyed).events[0];

describe("Jepsen's log", () => {
  it.each([
    ['0\t:invoke\t:read\tnil', { client: '0', type: 'invoke', action: 'read', argument: undefined }],
    ['INFO  jepsen.util - 7\t:ok\t:read\t3', { client: '7', type: 'ok', answer: 3 }],
    ['2026-01-02 03:04:05 INFO [main] jepsen.util - 7\t:ok\t:read\t3', { client: '7', answer: 3 }],
    ['7\t:ok\t:read\tnil', { type: 'ok', answer: null }],
    // A return whose answer nobody knows.
    ['7\t:fail\t:read\t:timed-out', { type: 'fail' }],
    ['7\t:info\t:cas\t:timed-out', { type: 'info' }],
    ['7\t:ok\t:cas\t[1 2]', { type: 'ok', argument: [1, 2], answer: true }],
    ['7\t:fail\t:cas\t[1 2]', { type: 'ok', answer: false }],
    ['7\t:fail\t:cas\t:timed-out', { type: 'fail' }],
    ['7\t:fail\t:cas\t[1 2]\t:unavailable', { type: 'fail' }],
    ['7\t:info\t:write\t3\t:timed-out', { type: 'info' }],
    ['7\t:fail\t:write\t3', { type: 'fail' }],
    ['7\t:fail\t:dequeue\tnil', { type: 'ok', answer: null }],
    ['7\t:fail\t:acquire\tnil', { type: 'ok', answer: false }],
  ])('%s', (line, event) => {
    expect(eventOf(line)).toMatchObject({ line: 1, ...event });
  });

  it('passes over the nemesis, and counts it; line ends and a byte order mark mean nothing', () => {
    const { dialect, events, leftOut } = read(
      '\ufeff:nemesis\t:info\t:start\tnil\r\n\r\n0\t:invoke\t:read\tnil\r\n',
    );
    expect(dialect).toBe('jepsen');
    expect(events).toMatchObject([{ line: 3, action: 'read' }]);
    expect(leftOut).toEqual([{ lines: 1, what: 'of the nemesis' }]);
  });

  it('has pairs of key and value where that is said', () => {
    expect(eventOf('0\t:invoke\t:read\t[5 nil]', true)).toMatchObject({ key: 5, argument: undefined });
    expect(eventOf('0\t:invoke\t:cas\t[5 [1 2]]', true)).toMatchObject({ key: 5, argument: [1, 2] });
    expect(eventOf('0\t:ok\t:read\t[5 3]', true)).toMatchObject({ key: 5, answer: 3 });
    expect(() => eventOf('0\t:ok\t:read\t3', true)).toThrow('the value 3 is no pair [key, value]');
  });
});

describe('EDN', () => {
  it.each([
    [
      '{:process 0, :type :invoke, :f :get, :key "7", :value nil}',
      { client: '0', key: '7', argument: undefined },
    ],
    ['{:process 0 :type :ok :f :get :key "7" :value "x"}', { type: 'ok', key: '7', answer: 'x' }],
    [
      '#jepsen.history.Op{:index 3, :time 12, :process 1, :type :ok, :f :read, :value 4}',
      { client: '1', answer: 4 },
    ],
    ['{:process 1, :type :fail, :f :cas, :value [1 2]}', { type: 'ok', answer: false }],
    ['{:process 1, :type :fail, :f :cas, :value [1 2], :error :unavailable}', { type: 'fail' }],
    ['{:process 1, :type :invoke, :f :write, :value :red}', { argument: 'red' }],
    [
      '{:process 1, :type :invoke, :f :write, :value {:a #{1}, 2 (3 \\c)}}',
      { argument: { a: { set: [1] }, 2: [3, 'c'] } },
    ],
  ])('%s', (line, event) => {
    expect(eventOf(line)).toMatchObject({ line: 1, ...event });
  });

  it('passes over comments and the nemesis', () => {
    const { events, leftOut } = read(
      '; a comment\n{:process :nemesis, :type :info, :f :kill, :value nil}\n{:process 0, :type :invoke, :f :read, :value nil}',
    );
    expect(events).toMatchObject([{ line: 3 }]);
    expect(leftOut).toEqual([{ lines: 1, what: 'of the nemesis' }]);
  });

  it.each([
    ['{:process 0, :type :ok, :f :read}', 'an ok read without a value'],
    ['{:type :ok, :f :read, :value 1}', 'there is no :process'],
    ['{:process 0, :type :ok, :f [], :value 1}', ':f is [], and is to be a name or a number'],
  ])('refuses %s', (line, says) => {
    expect(() => read(line)).toThrow(says);
  });
});

describe("the project's own events", () => {
  const client = (fields: object) =>
    eventOf(JSON.stringify({ kind: 'client', client: 'a', sequence: 1, ...fields }));

  it.each([
    ['value', { kind: 'get', key: 'x' }, { kind: 'value', value: 3 }, 3],
    ['done', { kind: 'put', key: 'x', value: 1 }, { kind: 'done' }, undefined],
    ['deleted', { kind: 'delete', key: 'x' }, { kind: 'deleted', existed: true }, true],
    ['swapped', { kind: 'cas', key: 'x', expected: 1, value: 2 }, { kind: 'swapped' }, true],
    [
      'differs',
      { kind: 'cas', key: 'x', expected: 1, value: 2 },
      { kind: 'differs', value: 7 },
      { found: 7 },
    ],
    [
      'entries',
      { kind: 'range', from: '', to: null, limit: 1 },
      { kind: 'entries', entries: [], more: false },
      { entries: [], more: false },
    ],
    [
      'acquired',
      { kind: 'acquire', lock: 'l', lease: 5 },
      { kind: 'acquired', token: 1, expires: 6 },
      { token: 1, expires: 6 },
    ],
    [
      'held',
      { kind: 'acquire', lock: 'l', lease: 5 },
      { kind: 'held', holder: 'b', expires: 6 },
      { heldBy: 'b' },
    ],
    ['released', { kind: 'release', lock: 'l' }, { kind: 'released' }, true],
    ['not-held', { kind: 'release', lock: 'l' }, { kind: 'not-held', holder: null }, false],
    ['holder', { kind: 'holder', lock: 'l' }, { kind: 'holder', holder: 'b', token: 1, expires: 6 }, 'b'],
    ['a plain answer', { kind: 'read' }, 3, 3],
  ])('an answer of the kind %s', (_, operation, result, answer) => {
    expect(client({ type: 'ok', operation, result })).toMatchObject({ type: 'ok', sequence: 1, answer });
  });

  it('what was refused had no effect', () => {
    const operation = { kind: 'put', key: 'x', value: 1 };
    expect(client({ type: 'ok', operation, result: { kind: 'refused', reason: 'too large' } }).type).toBe(
      'fail',
    );
  });

  it('lines of servers and reconfigurations are passed over, and counted', () => {
    const operation = { kind: 'add-server', server: { id: 's4' } };
    const { events, leftOut } = read(
      `${JSON.stringify({ kind: 'start', node: 's1' })}\n${JSON.stringify({ kind: 'client', type: 'invoke', client: 'a', sequence: 1, operation })}`,
    );
    expect(events).toEqual([]);
    expect(leftOut).toEqual([
      { lines: 1, what: 'of servers' },
      { lines: 1, what: 'of reconfigurations' },
    ]);
  });

  it.each([
    [{ type: 'ok', operation: { kind: 'get', key: 'x' } }, 'an ok get without a result'],
    [{ type: 'ok', operation: 'get' }, 'operation is to be an object'],
    [
      { type: 'done', operation: { kind: 'get', key: 'x' } },
      'the type "done"; there are: invoke, ok, fail, info',
    ],
  ])('refuses %j', (fields, says) => {
    expect(() => client(fields)).toThrow(says);
  });
});

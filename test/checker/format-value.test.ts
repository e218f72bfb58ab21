import fc from 'fast-check';
import * as immutable from 'immutable';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../checker/execution.js';
import {
  describeChange,
  formatMessage,
  formatName,
  formatParameters,
  formatValue,
} from '../../checker/format-value.js';
import { fromJson, toJson } from '../../checker/json-value.js';
import { arbitraryValue } from './arbitrary-value.js';

describe('formatValue', () => {
  it.each([
    [null, 'none'],
    [undefined, 'undefined'],
    [true, 'true'],
    [2, '2'],
    [2n, '2n'],
    ['v1', 'v1'],
    ['a-1.b', 'a-1.b'],
    ['none', '"none"'],
    ['2', '"2"'],
    ['two words', '"two words"'],
    ['', '""'],
    ['line\nbreak \u202e', '"line\\nbreak \\u202e"'],
    [{ promised: 2, vote: { ballot: 1, value: 'v1' } }, '{promised: 2, vote: {ballot: 1, value: v1}}'],
    [{ b: 1, a: 2 }, '{a: 2, b: 1}'],
    [{ 'two words': 1 }, '{"two words": 1}'],
    [{ kind: 'prepare', ballot: 1 }, 'prepare(ballot: 1)'],
    [[{ kind: 'stop' }], '[stop]'],
    [immutable.Map({ a1: 3, a2: null }), '{a1 → 3, a2 → none}'],
    [immutable.Set([10, 9, 1]), '{1, 9, 10}'],
    [immutable.List(['x', 'y']), '[x, y]'],
    [immutable.Record({ ballot: 1 })(), '{ballot: 1}'],
    [{}, '{}'],
  ])('%s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it('is a function of the value: what was saved and read back prints the same, on one line', () => {
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        expect(formatValue(fromJson(toJson(value)))).toBe(formatValue(value));
        expect(formatValue(value)).not.toMatch(/\n/);
      }),
      { seed: 1998, numRuns: 1000 },
    );
  });
});

describe('formatMessage', () => {
  it.each([
    [{ kind: 'promise', vote: null, ballot: 2 }, 'promise(ballot: 2, vote: none)'],
    [{ type: 'promise', ballot: 2 }, 'promise(ballot: 2)'],
    [{ kind: 'a', type: 'b' }, 'a(type: b)'],
    [immutable.Record({ kind: 'prepare', ballot: 1 })(), 'prepare(ballot: 1)'],
    [[1, 2], '[1, 2]'],
    ['ping', 'ping'],
  ])('%s', (message, text) => {
    expect(formatMessage(message)).toBe(text);
  });
});

it('names and parameters cannot carry control characters to the terminal', () => {
  expect(formatName('a\u001b[2Jb')).toBe('a\\u001b[2Jb');
  expect(formatParameters({ ballot: 2, value: 'v1', quorum: 'a1\ta2' })).toBe(
    'ballot: 2, value: v1, quorum: "a1\\ta2"',
  );
});

describe('describeChange', () => {
  const cell = (before: unknown, after: unknown): Change => ({ variable: 'x', kind: 'cell', before, after });

  it.each([
    [1, 2, '1 → 2'],
    [{ promised: 1, vote: null }, { promised: 2, vote: null }, 'promised: 1 → 2'],
    [{ a: 1, b: { c: 1, d: 1 } }, { a: 2, b: { c: 1, d: 2 } }, 'a: 1 → 2\nb.d: 1 → 2'],
    [{ vote: null }, { vote: { ballot: 1 } }, 'vote: none → {ballot: 1}'],
    [{ a: 1 }, { a: 1, b: undefined }, 'b: absent → undefined'],
    [immutable.Record({ a: 1 })(), immutable.Record({ a: 2 })(), 'a: 1 → 2'],
    [{ kind: 'idle' }, { kind: 'waiting', ballot: 1 }, 'idle → waiting(ballot: 1)'],
    [{ kind: 'waiting', ballot: 1 }, { kind: 'waiting', ballot: 2 }, 'ballot: 1 → 2'],
    [
      immutable.Map({ a1: 1, a2: 1 }),
      immutable.Map({ a1: 1, a2: 2, a3: 3 }),
      '[a2]: 1 → 2\n[a3]: absent → 3',
    ],
    [immutable.Map({ a1: 1 }), immutable.Map({ a1: 2 }), '{a1 → 1} → {a1 → 2}'],
    [immutable.Set([1]), immutable.Set([1, 2]), '{1} → {1, 2}'],
    [[1], [1, 2], '[1] → [1, 2]'],
  ])('of a cell: %s to %s', (before, after, text) => {
    expect(describeChange(cell(before, after))).toBe(text);
  });

  it('of a soup', () => {
    const after = [
      { kind: 'prepare', ballot: 1 },
      { from: 'p1', message: { kind: 'stop' } },
    ];
    expect(describeChange({ variable: 'sent', kind: 'soup', after })).toBe(
      '+ prepare(ballot: 1), + {from: p1, message: stop}',
    );
  });
});

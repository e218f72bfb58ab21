import * as immutable from 'immutable';
import { expect, it } from 'vitest';
import { renderItf } from '../../../checker/report/itf.js';
import { expectGolden } from '../../golden.js';
import { lasso, samples, voting } from './samples.js';

interface Trace {
  readonly vars: readonly string[];
  readonly states: readonly { readonly [variable: string]: unknown }[];
  readonly loop?: number;
}

it.each(Object.entries(samples))(
  '%s has one state more than steps, each with every variable',
  (_, execution) => {
    const trace = JSON.parse(renderItf(execution)) as Trace;
    expect(trace.states.length).toBe(execution.steps.length + 1);
    for (const [index, state] of trace.states.entries()) {
      expect(Object.keys(state)).toEqual(['#meta', ...trace.vars]);
      expect(state['#meta']).toMatchObject({ index });
    }
  },
);

it('the golden traces', () => {
  expectGolden('report/voting.itf.json', renderItf(voting));
  expectGolden('report/lasso.itf.json', renderItf(lasso));
});

it('closes a loop with the state that it began with', () => {
  const { states, loop } = JSON.parse(renderItf(lasso)) as Trace;
  const variables = (index: number) => ({ ...states[index], '#meta': 0, 'mbt::actionTaken': 0 });
  expect(loop).toBe(4);
  expect(variables(states.length - 1)).toEqual(variables(4));
});

it('writes every kind of value', () => {
  const execution = (value: unknown) => ({
    spec: 'x',
    parameters: {},
    initial: [{ variable: '#x', kind: 'cell' as const, value }],
    steps: [],
  });
  const written = (value: unknown) =>
    (JSON.parse(renderItf(execution(value))) as Trace).states[0]['variable #x'];
  expect(written('v1')).toBe('v1');
  expect(written(true)).toBe(true);
  expect(written(3)).toEqual({ '#bigint': '3' });
  expect(written(-0)).toEqual({ '#bigint': '0' });
  expect(written(3n)).toEqual({ '#bigint': '3' });
  expect(written(null)).toEqual({ tag: 'None', value: { '#tup': [] } });
  expect(written(undefined)).toEqual({ '#unserializable': 'undefined' });
  expect(written(0.5)).toEqual({ '#unserializable': '0.5' });
  expect(written([1])).toEqual([{ '#bigint': '1' }]);
  expect(written(immutable.List(['a']))).toEqual(['a']);
  expect(written(immutable.Set(['b', 'a']))).toEqual({ '#set': ['a', 'b'] });
  expect(written(immutable.Map({ b: 'x', a: 'y' }))).toEqual({ '#map': [['a', 'y'], ['b', 'x']] }); // biome-ignore format: a map
  expect(written(immutable.Record({ a: 'x' })())).toEqual({ a: 'x' });
  expect(written({ a: 'x' })).toEqual({ a: 'x' });
  expect(written({ '#a': 'x' })).toEqual({ '#map': [['#a', 'x']] });
});

/** Parameters of a spec: defaults, ranges, unknown names; and what of a spec's declaration is refused. */
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../checker/model.js';
import {
  choice,
  flag,
  integer,
  ParameterError,
  parameterValues,
  rangeOf,
} from '../../../checker/parameters.js';
import { UnknownNameError } from '../../../checker/spec.js';
import { defineSpec, SpecDefinitionError } from '../../../spec/kit/define-spec.js';
import { invariant } from '../../../spec/kit/plain.js';

const declarations = {
  nodes: integer({ default: 3, min: 1, max: 5, help: '' }),
  mode: choice({ default: 'fast', choices: ['fast', 'slow'], help: '' }),
  lossy: flag({ default: false, help: '' }),
};

describe('parameters', () => {
  it('have their defaults where nothing is given, or undefined', () => {
    expect(parameterValues(declarations)).toEqual({ nodes: 3, mode: 'fast', lossy: false });
    expect(parameterValues(declarations, { nodes: undefined })).toEqual({
      nodes: 3,
      mode: 'fast',
      lossy: false,
    });
  });

  it('include both ends of their range', () => {
    for (const nodes of [1, 5]) expect(parameterValues(declarations, { nodes }).nodes).toBe(nodes);
    expect(parameterValues(declarations, { mode: 'slow', lossy: true })).toEqual({
      nodes: 3,
      mode: 'slow',
      lossy: true,
    });
  });

  it.each([
    [{ nodes: 0 }, 'nodes', 'parameter nodes is 0, outside its range 1..5'],
    [{ nodes: 6 }, 'nodes', 'parameter nodes is 6, outside its range 1..5'],
    [{ nodes: 2.5 }, 'nodes', 'parameter nodes is 2.5, outside its range 1..5'],
    [{ nodes: '3' }, 'nodes', 'parameter nodes is "3", outside its range 1..5'],
    [{ nodes: Number.NaN }, 'nodes', 'parameter nodes is null, outside its range 1..5'],
    [{ mode: 'Fast' }, 'mode', 'parameter mode is "Fast", outside its range fast | slow'],
    [{ lossy: 1 }, 'lossy', 'parameter lossy is 1, outside its range true | false'],
    [{ node: 3 }, 'node', 'no parameter node; there are: nodes, mode, lossy'],
    [{ toString: 3 }, 'toString', 'no parameter toString; there are: nodes, mode, lossy'],
  ])('refuse %o', (given, parameter, message) => {
    expect(() => parameterValues(declarations, given)).toThrow(
      expect.objectContaining({ name: 'ParameterError', parameter, message }) as unknown as Error,
    );
    expect(() => parameterValues(declarations, given)).toThrow(ParameterError);
  });

  it('say their range', () => {
    expect(Object.values(declarations).map(rangeOf)).toEqual(['1..5', 'fast | slow', 'true | false']);
  });
});

const empty: Model = { name: 'empty', variables: [], initial: [], actions: [], properties: [] };
const definition = {
  name: 'good-name',
  title: '',
  source: '',
  parameters: declarations,
  rules: {},
  model: () => empty,
};

describe('a spec', () => {
  it.each(['', 'Upper', 'has space', '9lives', 'under_score'])('refuses the name %j', (name) => {
    expect(() => defineSpec({ ...definition, name })).toThrow(SpecDefinitionError);
  });

  it.each([
    [{}, 'a spec has no name; every spec has: name, parameters, rules, model'],
    [undefined, 'a spec has no name; every spec has: name, parameters, rules, model'],
    [
      { ...definition, name: 7 },
      'a spec has, instead of a string, a number as name; every spec has: name, parameters, rules, model',
    ],
    ...['parameters', 'rules', 'model'].map((field): [object, string] => [
      { ...definition, [field]: undefined },
      `spec good-name has no ${field}; every spec has: name, parameters, rules, model`,
    ]),
  ])('refuses %j, and says what is missing', (given, message) => {
    expect(() => defineSpec(given as never)).toThrow(new SpecDefinitionError(message));
  });

  it.each(['constructor', 'toString', '__proto__'])('has no mutant %s that it did not declare', (name) => {
    const mutants = { careless: { says: '', rules: {}, breaks: 'p', length: 1 } };
    for (const spec of [defineSpec(definition), defineSpec({ ...definition, mutants })]) {
      expect(() => spec.instantiate({}, name)).toThrow(UnknownNameError);
    }
  });

  it('refuses a default outside its range, with the name of both', () => {
    const parameters = { nodes: integer({ default: 9, min: 1, max: 5, help: '' }) };
    expect(() => defineSpec({ ...definition, parameters })).toThrow(
      new SpecDefinitionError('spec good-name: the default of parameter nodes is 9, outside its range 1..5'),
    );
  });

  it.each([
    ['mayVot', '; did you mean mayVote?'],
    ['quorums', '; there are: mayVote, mayPromise'],
  ])('refuses a mutant of the rule %s, which there is not', (rule, guess) => {
    const rules = { mayVote: true, mayPromise: true };
    const careless = { says: '', rules: { mayVote: false, [rule]: false }, breaks: 'p', length: 1 };
    const message = `spec good-name: mutant careless weakens the rule ${rule}, which is none of its rules${guess}`;
    expect(() => defineSpec({ ...definition, rules, mutants: { careless } })).toThrow(
      new SpecDefinitionError(message),
    );
    const harmless = { careless: { ...careless, because: '' } };
    expect(() => defineSpec({ ...definition, rules, harmless })).toThrow(new SpecDefinitionError(message));
  });

  it('refuses two properties of one name', () => {
    const properties = [invariant('p', '', () => true), invariant('p', '', () => true)];
    const spec = defineSpec({ ...definition, model: () => ({ ...empty, properties }) });
    expect(() => spec.instantiate()).toThrow(
      new SpecDefinitionError('spec good-name declares the property p twice'),
    );
  });

  it('gives a mutant its rules and its parameters, over which what is given wins', () => {
    const asked: unknown[] = [];
    const spec = defineSpec({
      ...definition,
      rules: { mayVote: true, mayPromise: true },
      model: (parameters, rules) => {
        asked.push([parameters.nodes, rules]);
        return empty;
      },
      mutants: {
        careless: { says: '', rules: { mayVote: false }, breaks: 'p', length: 1, parameters: { nodes: 5 } },
      },
    });
    spec.instantiate();
    spec.instantiate({}, 'careless');
    expect(spec.instantiate({ nodes: 2 }, 'careless')).toMatchObject({
      mutant: 'careless',
      parameters: { nodes: 2 },
    });
    expect(asked).toEqual([
      [3, { mayVote: true, mayPromise: true }],
      [5, { mayVote: false, mayPromise: true }],
      [2, { mayVote: false, mayPromise: true }],
    ]);
    expect(() => spec.instantiate({}, 'carefree')).toThrow(UnknownNameError);
    expect(() => spec.instantiate({}, 'carefree')).toThrow('no mutant carefree; there are: careless');
  });
});

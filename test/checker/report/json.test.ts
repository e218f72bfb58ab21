import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../checker/canonical.js';
import { ExecutionFormatError, parseExecution, renderJson } from '../../../checker/report/json.js';
import { expectGolden } from '../../golden.js';
import { arbitraryExecution } from './arbitrary-execution.js';
import { lasso, paxos, samples } from './samples.js';

describe('renderJson and parseExecution', () => {
  it.each(Object.entries(samples))('%s comes back as it was', (_, execution) => {
    expect(canonical(parseExecution(renderJson(execution)))).toBe(canonical(execution));
  });

  it('every execution comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryExecution, (execution) => {
        expect(canonical(parseExecution(renderJson(execution)))).toBe(canonical(execution));
      }),
      { seed: 1998, numRuns: 60 },
    );
  });

  it('the saved form', () => {
    expectGolden('report/paxos.json', renderJson(paxos));
    expectGolden('report/lasso.json', renderJson(lasso));
  });
});

/** The saved lasso with one thing changed. */
function damaged(change: (json: Json) => void): string {
  const json = JSON.parse(renderJson(lasso)) as Json;
  change(json);
  return JSON.stringify(json);
}

/** Loose on purpose: what is tested is what becomes of JSON of any shape. */
interface Json {
  [key: string]: Json & unknown;
}

const set = (target: unknown, key: string | number, value: unknown) => {
  (target as Record<string | number, unknown>)[key] = value;
};

describe('parseExecution refuses', () => {
  it.each<[string, string, string]>([
    ['an empty file', '', 'not JSON: the text ends too early'],
    ['text', 'hello', "not JSON: line 1, column 1: unexpected character 'h' found"],
    [
      'a trailing comma',
      '{\n  "format": "x",\n}',
      'not JSON: line 3, column 1: unexpected token RBrace found',
    ],
    ['a list', '[]', 'not a saved execution: "format" is not "paxoscope-execution"'],
    ['null', 'null', 'not a saved execution: "format" is not "paxoscope-execution"'],
    [
      'another format',
      '{"format": "ITF", "version": 1}',
      'not a saved execution: "format" is not "paxoscope-execution"',
    ],
    ['no version', '{"format": "paxoscope-execution"}', 'not a saved execution: version is missing'],
    [
      'another version',
      damaged((json) => set(json, 'version', 7)),
      'a saved execution of version 7; this program reads version 1',
    ],
    [
      'a missing field',
      damaged((json) => set(json.steps[0], 'action', undefined)),
      'not a saved execution: steps[0].action is missing',
    ],
    [
      'a missing field deep down',
      damaged((json) => set(json.steps[1].received, 'to', undefined)),
      'not a saved execution: steps[1].received.to is missing',
    ],
    [
      'a missing value',
      damaged((json) => set(json.initial[2], 'value', undefined)),
      'not a saved execution: initial[2].value is missing',
    ],
    [
      'a wrong type',
      damaged((json) => set(json.steps[0], 'node', 3)),
      'not a saved execution: steps[0].node must be a string, but is 3',
    ],
    [
      'an object for an array',
      damaged((json) => set(json, 'steps', {})),
      'not a saved execution: steps must be an array, but is an object',
    ],
    [
      'an array for an object',
      damaged((json) => set(json.steps, 0, [])),
      'not a saved execution: steps[0] must be an object, but is an array',
    ],
    [
      'a parameter that is no primitive',
      damaged((json) => set(json.parameters, 'proposers', [2])),
      'not a saved execution: parameters.proposers must be a string, a number, a boolean or null, but is an array',
    ],
    [
      'an unknown kind of change',
      damaged((json) => set(json.steps[0].changes[0], 'kind', 'bag')),
      'not a saved execution: steps[0].changes[0].kind must be "cell" or "soup", but is "bag"',
    ],
    [
      'an unknown outcome',
      damaged((json) => set(json.property, 'outcome', 'perhaps')),
      'not a saved execution: property.outcome must be "violated" or "reached", but is "perhaps"',
    ],
    [
      'a soup that grows by what is not a list',
      damaged((json) => set(json.steps[0].changes[1], 'after', 'x')),
      'not a saved execution: steps[0].changes[1].after must be an array, but is "x"',
    ],
    [
      'an unknown field',
      damaged((json) => set(json, 'colour', 'red')),
      'not a saved execution: it has an unknown field "colour"',
    ],
    [
      'an unknown field deep down',
      damaged((json) => set(json.steps[1].received, 'at', 1)),
      'not a saved execution: steps[1].received has an unknown field "at"',
    ],
    [
      'a bad value',
      damaged((json) => set(json.steps[0].changes[0], 'after', { phase: { '#bigint': 'x' } })),
      'not a saved execution: steps[0].changes[0].after.phase.#bigint: must be a string of digits',
    ],
    [
      'a change of no variable',
      damaged((json) => set(json.steps[0].changes[0], 'variable', 'p9')),
      'not a saved execution: steps[0].changes[0].variable: the initial state has no variable "p9"',
    ],
    [
      'a variable twice',
      damaged((json) => set(json.initial[1], 'variable', 'p1')),
      'not a saved execution: initial[1].variable: "p1" is there twice',
    ],
    [
      'a loop beyond the end',
      damaged((json) => set(json, 'loopStart', 9)),
      'not a saved execution: loopStart: 9 is past the last of 8 steps',
    ],
    [
      'a loop before the beginning',
      damaged((json) => set(json, 'loopStart', -1)),
      'not a saved execution: loopStart must be at least 0, but is -1',
    ],
    [
      'a loop between two steps',
      damaged((json) => set(json, 'loopStart', 1.5)),
      'not a saved execution: loopStart must be a whole number, but is 1.5',
    ],
  ])('%s', (_, text, message) => {
    expect(() => parseExecution(text)).toThrow(new ExecutionFormatError(message));
  });
});

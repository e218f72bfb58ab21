/** What handlers are given alike is frozen, and what the spec made it of is not. */
import { List } from 'immutable';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { frozenCopy } from '../../../spec/kit/frozen.js';
import { network } from '../../../spec/kit/network.js';
import { majorities } from '../../../spec/kit/quorum.js';
import { type Self, step } from '../../../spec/kit/role.js';
import { system } from '../../../spec/kit/system.js';

describe('a frozen copy', () => {
  it('is equal, frozen in depth, and leaves alone what it was made of', () => {
    const given = { values: ['v1', { deep: [1] }], none: null, n: 1 };
    const copy = frozenCopy(given);
    expect(copy).toEqual(given);
    expect(() => copy.values.push('v2')).toThrow(TypeError);
    expect(() => (copy.values[1] as { deep: number[] }).deep.push(2)).toThrow(TypeError);
    given.values.push('v2');
    expect(copy.values.length).toBe(2);
  });

  it('passes on functions and instances of classes, and freezes what a List holds', () => {
    const given = { run: () => 1, bytes: new Uint8Array(2), seen: new Set([1]), list: List([{ n: 1 }]) };
    const copy = frozenCopy(given);
    expect([copy.run, copy.bytes, copy.seen, copy.list]).toEqual([
      given.run,
      given.bytes,
      given.seen,
      given.list,
    ]);
    expect(copy.run()).toBe(1);
    expect(Object.isFrozen(copy.list.get(0))).toBe(true);
  });

  it('keeps shared parts shared, in circles too', () => {
    const given: { self?: unknown; parts: unknown[] } = { parts: [] };
    given.self = given;
    given.parts = [given.parts, given.parts];
    const copy = frozenCopy(given);
    expect(copy.self).toBe(copy);
    expect(copy.parts[0]).toBe(copy.parts[1]);
  });
});

describe('a handler that changes', () => {
  interface Constants {
    readonly values: string[];
    readonly quorums: ReturnType<typeof majorities>;
  }
  type Given = Self<Constants> & { readonly nodes: Record<string, string[]> };

  it.each<[string, (self: Given) => unknown]>([
    ['its name', (self) => Object.assign(self, { id: 'b1' })],
    ['the roles', ({ nodes }) => Object.assign(nodes, { b: [] })],
    ['the processes of a role', ({ nodes }) => nodes.a.push('a9')],
    ['a constant', ({ constants }) => Object.assign(constants, { values: [] })],
    ['a list among the constants', ({ constants }) => constants.values.push('v9')],
    ['the quorums', ({ constants }) => (constants.quorums.minimal as unknown[]).pop()],
  ])('%s is told so', async (_name, change) => {
    const nodes = ['a1', 'a2'];
    const constants: Constants = { values: ['v1'], quorums: majorities(nodes) };
    const role = {
      init: () => ({}),
      actions: {
        act: (self: Self<Constants>, state: object) => {
          expect(self.constants.quorums.isQuorum(['a1', 'a2'])).toBe(true);
          change(self as Given);
          return [step(state)];
        },
      },
    };
    const model = system({
      name: 's',
      constants,
      network: network.soup(),
      roles: { a: { role, nodes } },
      properties: () => [],
    });
    expect(await checkModel(model)).toMatchObject({
      kind: 'spec-error',
      message: expect.stringMatching(/^action act\(node: a1\): changes its input: /),
    });
    nodes.push('a3');
    constants.values.push('v2');
  });
});

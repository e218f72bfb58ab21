/** Ids that a spec declares to be alike and that are named nowhere: what `--lint` tells of them. */
import { Set } from 'immutable';
import { expect, it } from 'vitest';
import { cell, type Model, set } from '../../../checker/model.js';
import { DirectState } from '../../../checker/paths/direct.js';
import { lintSymmetry } from '../../../checker/symmetry/symmetry-lint.js';
import { UnnamedIds } from '../../../checker/symmetry/unnamed-ids.js';
import { electing } from '../liveness/electing-model.js';

it('tells ids that are named nowhere, and no others', async () => {
  const values = { name: 'values', ids: ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7'] };
  const strangers = { name: 'strangers', ids: ['x1', 'a'] };
  const chosen = cell<unknown>('chosen v7');
  const model = electing({});
  const extended: Model = {
    ...model,
    sorts: [...(model.sorts ?? []), values, strangers],
    variables: [...model.variables, ...values.ids.map((id) => cell<unknown>(`chosen ${id}`))],
    initial: [
      [...(model.initial[0] ?? []), ...values.ids.map((id) => set(cell<unknown>(`chosen ${id}`), null))],
    ],
  };
  expect(extended.variables).toContainEqual(chosen);
  const lint = await lintSymmetry(extended, undefined);
  expect(lint?.unnamed).toEqual([{ sort: 'strangers', ids: ['x1', 'a'] }]);
  // In values: as a key, in a list, as a string.
  for (const value of [{ x1: 1, a: 1 }, [['x1'], 'a'], Set(['x1', 'a'])]) {
    const text = cell<unknown>('text');
    const named = { ...model, variables: [text], initial: [[set(text, value)]], actions: [] };
    const unnamed = new UnnamedIds(named, [strangers]);
    expect(unnamed.left).toHaveLength(1);
    unnamed.lookAt(DirectState.initial(named)[0]);
    expect(unnamed.left).toEqual([]);
  }
});

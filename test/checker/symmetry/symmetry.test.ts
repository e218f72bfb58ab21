/** Which symmetry is refused, and why; and what is used where a spec declares it. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check-spec.js';
import {
  type Cell,
  cell,
  type Model,
  type Property,
  type Sort,
  set,
  unorderedCell,
} from '../../../checker/model.js';
import { GROUP_SIZE_MAX, SymmetryError, SymmetryGroup, symmetryOf } from '../../../checker/symmetry.js';
import { ModelError } from '../../../checker/tables/layout.js';
import { defineSpec, SpecDefinitionError } from '../../../spec/kit/define-spec.js';
import { names } from '../../../spec/kit/names.js';
import { action, by, does, forEach, invariant } from '../../../spec/kit/plain.js';

const ids = ['a1', 'a2', 'a3'];
const cells = new Map(ids.map((id) => [id, cell<number>(id)]));
const cellOf = (id: string): Cell<number> => cells.get(id) as Cell<number>;
const alike: Sort = { name: 'nodes', ids };
const odd: Sort = { name: 'odd', ids: ['x', 'y'], ordered: 'x comes first' };

/** Each node counts to two: 27 states, 10 orbits. */
function counting(changed: Partial<Model> = {}): Model {
  return {
    name: 'counting',
    sorts: [alike, odd],
    variables: ids.map(cellOf),
    initial: [ids.map((id) => set(cellOf(id), 0))],
    actions: forEach({ node: ids }, ({ node }) =>
      by(
        node,
        action('count', {}, (view) =>
          view.get(cellOf(node)) < 2 ? does(set(cellOf(node), view.get(cellOf(node)) + 1)) : [],
        ),
      ),
    ),
    properties: [],
    ...changed,
  };
}

const askedOf = (...nodes: string[]): Property =>
  invariant(
    'small',
    'it is small',
    nodes.map((node) => ({ parameters: { node }, holds: (view) => view.get(cellOf(node)) < 3 })),
  );

describe('symmetry is refused', () => {
  it.each<[string, Partial<Model>, readonly string[] | undefined, string]>([
    ['over a sort that is ordered', {}, ['odd'], 'odd are not alike: x comes first'],
    [
      'where only ordered sorts are declared',
      { sorts: [odd] },
      undefined,
      'odd are not alike: x comes first',
    ],
    ['over a sort that is not there', {}, ['node'], 'counting declares no sort node; there are: nodes, odd'],
    [
      'where nothing is declared',
      { sorts: undefined },
      undefined,
      'counting declares no processes or values that are alike',
    ],
    [
      'where a property is asked of some ids only',
      { properties: [askedOf('a1', 'a2')] },
      undefined,
      'property small is asked of a2, but not of a3, its image; it is not symmetric',
    ],
    [
      'where two sorts share an id',
      { sorts: [alike, { name: 'others', ids: ['a3'] }] },
      undefined,
      'the id a3 is in two sorts, or twice in one',
    ],
    [
      'where an id is there twice',
      { sorts: [{ name: 'nodes', ids: ['a1', 'a1'] }] },
      undefined,
      'the id a1 is in two sorts, or twice in one',
    ],
    [
      'where the group is too large',
      { sorts: [{ name: 'nodes', ids: names('a', 7) }] },
      undefined,
      '7 nodes can change places in 5040 ways; at most 720 are of use; take smaller sizes; --no-symmetry explores every state',
    ],
    [
      'where several sorts make it too large',
      {
        sorts: [
          { name: 'nodes', ids: names('a', 4) },
          { name: 'values', ids: names('v', 5) },
          { name: 'lone', ids: ['x1'] },
          { name: 'slots', ids: names('s', 2) },
        ],
      },
      undefined,
      '4 nodes and 5 values and 1 lone and 2 slots can change places in 5760 ways; at most 720 are of use; ' +
        "take smaller sizes, or fewer sorts: symmetry: ['values', 'slots'] in defineSpec or check(), without --symmetry; --no-symmetry explores every state",
    ],
    [
      'where the initial state treats ids differently',
      { initial: [ids.map((id) => set(cellOf(id), id === 'a3' ? 1 : 0))] },
      undefined,
      'nodes are not alike: where a2 and a3 change places, the initial state becomes none of the initial states',
    ],
    [
      'where one of the initial states has no image',
      { initial: ['a1', 'a2'].map((one) => ids.map((id) => set(cellOf(id), id === one ? 1 : 0))) },
      undefined,
      'nodes are not alike: where a2 and a3 change places, initial state 2 becomes none of the initial states',
    ],
  ])('%s', (_what, changed, sorts, message) => {
    const ask = () => symmetryOf(counting(changed), sorts);
    expect(ask).toThrow(SymmetryError);
    expect(ask).toThrow(expect.objectContaining({ message }) as unknown as Error);
  });

  it('where a variable has no image', () => {
    const model = counting({ variables: ['a1', 'a2'].map(cellOf) });
    expect(() => symmetryOf(model)).toThrow(
      new ModelError('model counting has the variable a2, but not a3, its image'),
    );
  });

  it.each([
    [{ sorts: {} }, 'model counting has sorts that are no list'],
    [{ sorts: [{ ids }] }, 'model counting has a malformed sort: it has no name'],
    [
      { sorts: [{ name: 'n' }] },
      'model counting has a malformed sort: n has no list of ids; an id is a string',
    ],
    [
      { sorts: [{ name: 'n', ids: [1, 2] }] },
      'model counting has a malformed sort: n has no list of ids; an id is a string',
    ],
    [
      { sorts: [{ name: 'n', ids, ordered: true }] },
      'model counting has a malformed sort: n says that it is ordered, but not why; write the reason',
    ],
    [{ initial: undefined }, 'model counting has no list of initial'],
  ])('where the model is malformed: %j', (changed, message) => {
    expect(() => symmetryOf(counting(changed as never))).toThrow(new ModelError(message));
  });

  it('where a list without order is not kept in order', async () => {
    const bag = unorderedCell<number>('bag');
    const model = counting({
      variables: [bag, ...ids.map(cellOf)],
      initial: [[set(bag, [2, 1]), ...ids.map((id) => set(cellOf(id), 0))]],
    });
    const spec = defineSpec({ ...definition, model: () => model });
    await expect(check(spec, { symmetry: true })).rejects.toThrow(
      "bag is unordered, and holds a list that is not in the order of its items' canonical texts",
    );
  });
});

describe('a group', () => {
  it('has all permutations of each sort in every combination, the identity first', () => {
    const { elements, size } = new SymmetryGroup([alike, { name: 'values', ids: ['v1', 'v2'] }]);
    expect(size).toBe(12);
    expect(new Set(elements.map((renaming) => [...renaming.values()].join())).size).toBe(12);
    expect([...elements[0]].every(([id, image]) => id === image)).toBe(true);
  });

  it('may be as large as six alike', () => {
    expect(new SymmetryGroup([{ name: 'nodes', ids: names('a', 6) }]).size).toBe(GROUP_SIZE_MAX);
  });

  it.each([1, 2])('of %i elements changes neither verdict nor counterexample', async (count) => {
    const broken = invariant('small', 'it is small', (view) => view.get(cellOf('a1')) < 2);
    const sorts = [{ name: 'others', ids: ['a2', 'a3'].slice(0, count) }];
    const spec = defineSpec({ ...definition, model: () => counting({ sorts, properties: [broken] }) });
    const verdict = await check(spec, { symmetry: true });
    expect(verdict).toMatchObject({
      kind: 'violated',
      execution: { steps: [{ node: 'a1' }, { node: 'a1' }] },
    });
  });
});

const definition = {
  name: 'counting',
  title: '',
  source: '',
  parameters: {},
  rules: {},
  model: () => counting(),
};

describe('a spec that declares symmetry', () => {
  const orbits = 10;
  const states = 27;
  const declared = defineSpec({ ...definition, symmetry: true });

  it('is checked with it, and without where that is asked', async () => {
    const { coverage } = await check(declared);
    expect(coverage).toMatchObject({
      distinct: orbits,
      symmetry: { sorts: [{ name: 'nodes', ids: 3 }], groupSize: 6 },
    });
    expect((await check(declared, { symmetry: false })).coverage).toMatchObject({
      distinct: states,
      symmetry: undefined,
    });
  });

  it('may declare it over some sorts', async () => {
    const values: Sort = { name: 'values', ids: ['v1', 'v2'] };
    const model = () => counting({ sorts: [alike, values] });
    const of = async (symmetry: readonly string[] | true) =>
      (await check(defineSpec({ ...definition, model, symmetry }))).coverage;
    expect(await of(['nodes'])).toMatchObject({ distinct: orbits, symmetry: { groupSize: 6 } });
    expect(await of(['values'])).toMatchObject({ distinct: states, symmetry: { groupSize: 2 } });
    expect(await of(true)).toMatchObject({ distinct: orbits, symmetry: { groupSize: 12 } });
  });

  it('is checked without where a property does not allow it; where it is asked for, that is refused', async () => {
    const model = () => counting({ properties: [askedOf('a1')] });
    const spec = defineSpec({ ...definition, model, symmetry: true });
    expect((await check(spec)).coverage.distinct).toBe(states);
    expect((await check(spec, { properties: [] })).coverage.distinct).toBe(orbits);
    await expect(check(spec, { symmetry: true })).rejects.toThrow(SymmetryError);
  });

  it('is refused where something else does not allow it', async () => {
    const initial = [ids.map((id) => set(cellOf(id), id === 'a3' ? 1 : 0))];
    await expect(
      check(defineSpec({ ...definition, model: () => counting({ initial }), symmetry: true })),
    ).rejects.toThrow(SymmetryError);
  });

  it.each([
    [['nodes', 'odd'], 'spec counting declares symmetry over odd; its model declares as alike: nodes'],
    [['noodles'], 'spec counting declares symmetry over noodles; its model declares as alike: nodes'],
    ['nodes', 'spec counting: symmetry is true, false or a list of sorts'],
    [[], 'spec counting: symmetry is true, false or a list of sorts'],
  ])('must declare it over what is alike: %j', (symmetry, message) => {
    const spec = defineSpec({ ...definition, symmetry: symmetry as never });
    expect(() => spec.instantiate()).toThrow(new SpecDefinitionError(message));
  });

  it('must have something alike', () => {
    const model = () => counting({ sorts: [odd] });
    expect(() => defineSpec({ ...definition, model, symmetry: true }).instantiate()).toThrow(
      new SpecDefinitionError('spec counting declares symmetry; its model declares as alike: nothing'),
    );
  });
});

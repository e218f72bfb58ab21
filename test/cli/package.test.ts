/** Paxoscope from code: what a user's own test of a user's own spec needs. */
import { expect, test } from 'vitest';
import {
  action,
  cell,
  check,
  defineSpec,
  disabled,
  does,
  integer,
  invariant,
  renderText,
  set,
  UnknownNameError,
} from '../../index.js';

const n = cell<number>('n');

const counter = defineSpec({
  name: 'counter',
  title: 'counts up to a limit',
  source: 'a test',
  parameters: { limit: integer({ default: 3, min: 1, max: 9, help: 'where it stops' }) },
  rules: { step: 1 },
  model: ({ limit }, { step }) => ({
    name: 'counter',
    variables: [n],
    initial: [[set(n, 0)]],
    actions: [
      action('Up', {}, (view) => (view.get(n) < limit ? does(set(n, view.get(n) + step)) : disabled)),
    ],
    properties: [invariant('in-bounds', 'it stays within its limit', (view) => view.get(n) <= limit)],
  }),
  mutants: { 'by-two': { says: 'it counts by two', rules: { step: 2 }, breaks: 'in-bounds', length: 2 } },
});

test('a spec is checked', async () => {
  const verdict = await check(counter, { parameters: { limit: 5 } });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 6 } });
});

test('a mutant is refuted, by an execution that prints', async () => {
  const verdict = await check(counter, { mutant: 'by-two', properties: ['in-bounds'] });
  if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
  expect(verdict.execution.steps).toHaveLength(2);
  expect(renderText(verdict.execution)).toContain('violates in-bounds');
});

test('a limit is a verdict of its own', async () => {
  expect(await check(counter, { maxStates: 2 })).toMatchObject({
    kind: 'bounded',
    bound: { kind: 'max-states' },
  });
});

test('an unknown name is an error', async () => {
  await expect(check(counter, { mutant: 'by-tow' })).rejects.toThrow(UnknownNameError);
  await expect(check(counter, { properties: ['nothing'] })).rejects.toThrow(UnknownNameError);
});

/**
 * Specs are found by their names alone, without loading the others: the table of places must say what the registry has.
 */
import { expect, it } from 'vitest';
import { loadSpec } from '../../checker/threads/model-source.js';
import { places } from '../../spec/places.js';
import { specs } from '../../spec/registry.js';

it('has every spec of the registry, in its order', () => {
  expect(Object.keys(places)).toEqual(specs.map(({ name }) => name));
});

it.each(specs.map((spec) => [spec.name, spec] as const))('leads to %s', async (name, spec) => {
  const module = new URL(`../../spec/${places[name]}`, import.meta.url).href;
  expect(await loadSpec({ module, name })).toBe(spec);
});

/** Searches by several threads beside the search by one. Threads run compiled code, so these tests do, too. */
import { expect } from 'vitest';
import type { CheckOptions } from '../../../checker/check.js';
import type { Spec } from '../../../checker/spec.js';
import type { ModelSource } from '../../../checker/threads/model-source.js';

const compiled = (module: string): string => new URL(`../../../dist/${module}`, import.meta.url).href;
const { checkModel }: typeof import('../../../checker/check.js') = await import(compiled('checker/check.js'));
const { loadModel }: typeof import('../../../checker/threads/model-source.js') = await import(
  compiled('checker/threads/model-source.js')
);
const registry = compiled('spec/registry.js');
export const { specs }: typeof import('../../../spec/registry.js') = await import(registry);

/** What a search by so many threads finds: all of it that may not depend on them. */
export async function checked(
  name: string,
  rest: Partial<ModelSource>,
  workers: number,
  options: CheckOptions = {},
) {
  const source: ModelSource = { spec: { module: registry, name }, parameters: {}, ...rest };
  const model = await loadModel(source);
  const about = { spec: name, parameters: {}, mutant: rest.mutant };
  const verdict = await checkModel(
    model,
    { ...options, source, workers: { count: workers, atOnce: true } },
    about,
  );
  const { distinct, generated, depth, properties, actions } = verdict.coverage;
  return {
    kind: verdict.kind,
    message: verdict.kind === 'spec-error' ? verdict.message : undefined,
    property: verdict.kind === 'violated' ? verdict.property : undefined,
    steps: 'execution' in verdict ? verdict.execution?.steps.length : undefined,
    distinct,
    generated,
    depth,
    properties: properties.map(({ name, verdict, depth }) => ({ name, verdict, depth })),
    fired: actions.filter(({ fired }) => fired > 0).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/**
 * @param mutant none where the spec is as it is published
 * @param parameters where they are not the defaults
 */
export async function expectSameForAllWorkers(
  spec: Spec,
  mutant: string | undefined,
  parameters: ModelSource['parameters'] = {},
  several: readonly number[] = [2, 3],
): Promise<void> {
  const options = { symmetry: spec.symmetry };
  const one = await checked(spec.name, { mutant, parameters }, 1, options);
  for (const workers of several)
    expect(await checked(spec.name, { mutant, parameters }, workers, options)).toEqual(one);
}

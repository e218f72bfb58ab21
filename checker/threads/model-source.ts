/**
 * Where a thread gets its model from: functions do not travel between threads, so each builds the model itself.
 */

import type { Model } from '../model.js';
import { seekingWitness } from '../paths/witness.js';
import { onlyProperties, type Spec, UnknownNameError } from '../spec.js';
import { isSpec, loadSpecFile } from '../user-code/load-spec.js';

/** A file that exports a spec, or a module that exports several, and the name of one. */
export type SpecSource = { readonly file: string } | { readonly module: string; readonly name: string };

/** Plain data that leads to one model, the same in every thread. */
export interface ModelSource {
  readonly spec: SpecSource;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mutant?: string;
  /** Only these properties; all where nothing is said. */
  readonly properties?: readonly string[];
  /** Only the question whether this reachable property is ever met. */
  readonly witness?: string;
}

/** @throws InputError, UnknownNameError, ParameterError, or what the spec throws */
export async function loadModel(source: ModelSource): Promise<Model> {
  const spec = await loadSpec(source.spec);
  const whole = spec.instantiate(source.parameters, source.mutant);
  const { model } = source.properties === undefined ? whole : onlyProperties(whole, source.properties);
  if (source.witness === undefined) return model;
  for (const property of model.properties) {
    if (property.kind === 'reachable' && property.name === source.witness)
      return seekingWitness(model, property);
  }
  throw new UnknownNameError('reachable property', source.witness, []);
}

/** @throws InputError, UnknownNameError, or what the module throws */
export async function loadSpec(source: SpecSource): Promise<Spec> {
  if ('file' in source) return loadSpecFile(source.file);
  const specs = await specsIn(source.module);
  const spec = specs.find(({ name }) => name === source.name);
  if (spec === undefined) {
    throw new UnknownNameError(
      'spec',
      source.name,
      specs.map(({ name }) => name),
    );
  }
  return spec;
}

/** The specs that a module exports, by themselves or in arrays. */
async function specsIn(module: string): Promise<readonly Spec[]> {
  const exported: readonly unknown[] = Object.values((await import(module)) as object).flat();
  return exported.filter((value): value is Spec => isSpec(value));
}

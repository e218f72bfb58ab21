/**
 * `check` for those who call it from code, such as a test of their own spec.
 */
import { type CheckOptions, checkModel } from './check.js';
import { aboutOf, onlyProperties, type Spec } from './spec.js';
import { defaultSymmetry } from './symmetry.js';
import type { SpecSource } from './threads/model-source.js';
import type { Verdict } from './verdict.js';

export interface CheckSpecOptions extends Omit<CheckOptions, 'source'> {
  /** Values of the spec's parameters; the others have their defaults. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly mutant?: string;
  /** Where other threads and later runs find the spec: needed for `workers` and `checkpoint`. */
  readonly source?: SpecSource;
  /** Judge only these properties. */
  readonly properties?: readonly string[];
}

/**
 * Explores every reachable state of a spec within the limits and judges its properties. Symmetry is what the spec declares, where
 * nothing is said and its properties allow it.
 * @throws SymmetryError where symmetry cannot be used; ParameterError, UnknownNameError for what the spec does not have, ModelError where its model is malformed; spec code
 *   that fails is a verdict
 */
export async function check(spec: Spec, options: CheckSpecOptions = {}): Promise<Verdict> {
  const { parameters, mutant, properties, symmetry, source, ...rest } = options;
  const whole = spec.instantiate(parameters, mutant);
  const instance = properties === undefined ? whole : onlyProperties(whole, properties);
  const { model } = instance;
  const used = symmetry ?? defaultSymmetry(model, spec.symmetry).symmetry;
  const from = source && { spec: source, parameters: instance.parameters, mutant, properties };
  return checkModel(model, { ...rest, source: from, symmetry: used }, aboutOf(instance));
}

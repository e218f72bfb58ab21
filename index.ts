/**
 * Paxoscope from code: the language in which specs are written, and `check`, which explores one.
 *
 *     const verdict = await check(mySpec, { parameters: { acceptors: 3 } });
 *     expect(verdict.kind).toBe('holds');
 */
export { type CheckSpecOptions, check } from './checker/check-spec.js';
export type { Execution, Step } from './checker/execution.js';
export {
  type Action,
  add,
  type Blind,
  blind,
  type Cell,
  cell,
  change,
  type Deadlock,
  type Decision,
  type Eventually,
  type Fairness,
  type Invariant,
  type LeadsTo,
  type LivenessProperty,
  type Mapping,
  type Matching,
  type Model,
  type Outcome,
  over,
  type Parameters,
  type Pattern,
  type Possible,
  type Primitive,
  type Property,
  type Reachable,
  type Refines,
  type ResponseInstance,
  type Sort,
  type Soup,
  type StateInstance,
  type StepInstance,
  set,
  soup,
  type Transfer,
  type Transition,
  type Update,
  unorderedCell,
  type Value,
  type Variable,
  type View,
} from './checker/model.js';
export {
  choice,
  flag,
  integer,
  type ParameterDeclarations,
  ParameterError,
  type ParameterValues,
} from './checker/parameters.js';
export { renderText } from './checker/report/text.js';
export { renderVerdict } from './checker/report/verdict.js';
export { type InitialConfiguration, type Instance, type Spec, UnknownNameError } from './checker/spec.js';
export type { Bound, Coverage, Verdict } from './checker/verdict.js';
export * from './spec/kit/define-spec.js';
export { guard } from './spec/kit/guard.js';
export { inputConfigurations } from './spec/kit/input-configurations.js';
export * from './spec/kit/names.js';
export * from './spec/kit/network.js';
export * from './spec/kit/plain.js';
export * from './spec/kit/quorum.js';
export * from './spec/kit/role.js';
export {
  type RoundCells,
  type RoundModelDefinition,
  type RoundProcess,
  roundModel,
} from './spec/kit/round-model.js';
export * from './spec/kit/rounds.js';
export * from './spec/kit/system.js';

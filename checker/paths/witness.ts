/**
 * An execution that reaches what a `reachable` property asks for: a shortest counterexample to its negation.
 */
import type { Execution } from '../execution.js';
import type { Invariant, Model, Reachable } from '../model.js';
import type { Bounded, Coverage, PropertyReport, SpecFault, Verdict, Violated } from '../verdict.js';

/** The property was met, by this execution. */
export interface Reached {
  readonly kind: 'reached';
  readonly property: string;
  readonly coverage: Coverage;
  readonly execution: Execution;
}

/** Violated: every reachable state was seen, and none satisfies the property. */
export type WitnessVerdict = Reached | Violated | Bounded | SpecFault;

/** The same model with one property: that the given one is never met. */
export function seekingWitness(model: Model, property: Reachable): Model {
  const { name, says, instances } = property;
  const never: Invariant = {
    kind: 'invariant',
    name,
    says: `never: ${says}`,
    instances: instances.map(({ parameters, holds }) => ({
      parameters,
      // What is no boolean is passed on, to be refused where properties are judged.
      holds: (view) => (typeof holds(view) === 'boolean' ? !holds(view) : holds(view)),
    })),
  };
  return { ...model, properties: [never] };
}

/** What the verdict on `seekingWitness` says of the property itself. */
export function witnessVerdict(property: Reachable, verdict: Verdict): WitnessVerdict {
  const { name, says } = property;
  const coverageWith = (change: Partial<PropertyReport>): Coverage => ({
    ...verdict.coverage,
    properties: verdict.coverage.properties.map((report) => ({
      ...report,
      kind: 'reachable',
      says,
      ...change,
    })),
  });
  switch (verdict.kind) {
    case 'violated': {
      const { execution } = verdict;
      if (execution === undefined) throw new Error(`an invariant was broken without an execution: ${name}`);
      const { parameters } = verdict;
      const coverage = coverageWith({ verdict: 'holds', depth: execution.steps.length + 1 });
      const claim = { name, kind: 'reachable', says, parameters, outcome: 'reached' as const };
      return { kind: 'reached', property: name, coverage, execution: { ...execution, property: claim } };
    }
    case 'holds':
      return {
        kind: 'violated',
        property: name,
        parameters: {},
        coverage: coverageWith({ verdict: 'violated' }),
      };
    default:
      return { ...verdict, coverage: coverageWith({ verdict: 'unknown' }) };
  }
}

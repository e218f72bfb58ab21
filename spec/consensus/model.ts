/**
 * Consensus at its most abstract: a set of chosen values, empty at first, into which one value is put.
 * Source: Lamport, "Byzantizing Paxos by Refinement" (2011), section 2, and the module Consensus of the TLA+ Examples.
 */
import { Set } from 'immutable';
import { type Cell, cell, type Model, set } from '../../checker/model.js';
import { guard } from '../kit/guard.js';
import { action, disabled, does, forEach, invariant, reachable, transition } from '../kit/plain.js';

export const chosen = cell<Set<string>>('chosen');

export interface ConsensusRules {
  /** Whether a value may be chosen where these are chosen already. */
  readonly mayChoose: (already: Set<string>) => boolean;
  /** What is chosen after a value was added to what was. */
  readonly choose: (already: Set<string>, value: string) => Set<string>;
}

export const consensusRules: ConsensusRules = {
  mayChoose: (already) => already.isEmpty(),
  choose: (already, value) => already.add(value),
};

/** @param variable where there are several: consensus for each slot of a log */
export function consensusModel(
  values: readonly string[],
  rules: ConsensusRules = consensusRules,
  variable: Cell<Set<string>> = chosen,
): Model {
  return {
    name: 'consensus',
    sorts: [{ name: 'values', ids: values }],
    variables: [variable],
    initial: [[set(variable, Set<string>())]],
    actions: forEach({ value: values }, ({ value }) =>
      action('Choose', { value }, (view) => {
        const already = view.get(variable);
        return guard('nothing is chosen yet', rules.mayChoose(already), { already })
          ? does(set(variable, rules.choose(already, value)))
          : disabled;
      }),
    ),
    properties: [
      invariant('agreement', 'at most one value is chosen', (view) => view.get(variable).size <= 1),
      transition('stability', 'what is chosen stays chosen', (before, after) =>
        before.get(variable).isSubset(after.get(variable)),
      ),
      reachable('value-is-chosen', 'some value is chosen', (view) => !view.get(variable).isEmpty()),
    ],
  };
}

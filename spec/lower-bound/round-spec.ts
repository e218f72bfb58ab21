/** A round-based algorithm as a spec: what it is asked for, and the weakenings that break it whatever the algorithm is. */
import type { Property } from '../../checker/model.js';
import { integer, ParameterError } from '../../checker/parameters.js';
import type { Input, RoundAlgorithm } from '../../checker/rounds.js';
import type { Spec } from '../../checker/spec.js';
import { defineSpec, type Mutant } from '../kit/define-spec.js';
import { type RoundCells, roundModel } from '../kit/round-model.js';
import { consensusProperties } from './properties.js';

const parameters = {
  processes: integer({ default: 3, min: 2, max: 5, help: 'processes p0, p1, ...' }),
  faults: integer({ default: 1, min: 0, max: 4, help: 'how many of them may crash' }),
  rounds: integer({ default: 2, min: 1, max: 6, help: 'rounds after which everybody decides' }),
};

/** What a process makes of the decision of the algorithm: it stands. */
interface DecisionRules {
  readonly decides: (decision: Input | null) => Input | null;
}

const decisionRules: DecisionRules = { decides: (decision) => decision };

/** Whatever the algorithm is, these break what it is asked for. */
function decisionMutants<R>(): Readonly<Record<string, Mutant<typeof parameters, R & DecisionRules>>> {
  const rules = (decides: DecisionRules['decides']) => ({ decides }) as Partial<R & DecisionRules>;
  return {
    'decides-the-opposite': {
      says: 'a process decides the other value',
      rules: rules((decision) => (decision === null ? null : decision === 0 ? 1 : 0)),
      breaks: 'validity',
      length: 2,
    },
    'never-decides': {
      says: 'no process ever decides',
      rules: rules(() => null),
      breaks: 'termination',
      length: 2,
    },
    'never-decides-0': {
      says: 'a process does not decide 0',
      rules: rules((decision) => (decision === 0 ? null : decision)),
      breaks: 'decides-0',
      length: null,
    },
    'never-decides-1': {
      says: 'a process does not decide 1',
      rules: rules((decision) => (decision === 1 ? null : decision)),
      breaks: 'decides-1',
      length: null,
    },
  };
}

export interface RoundSpecDefinition<R> {
  /** The algorithm under its rules. */
  readonly algorithm: (rules: R) => RoundAlgorithm;
  readonly rules: R;
  /** Beside those that every algorithm has. */
  readonly mutants: Readonly<Record<string, Mutant<typeof parameters, R>>>;
  /** Beside agreement, validity and termination. */
  readonly properties?: (cells: RoundCells, faults: number) => readonly Property[];
  readonly expect?: Spec['expect'];
}

/** The spec of the algorithm's name. */
export function roundSpec<R extends object>({
  algorithm,
  rules,
  mutants,
  properties = () => [],
  expect,
}: RoundSpecDefinition<R>): Spec {
  const { name, title, source } = algorithm(rules);
  return defineSpec<typeof parameters, R & DecisionRules>({
    name,
    title,
    source,
    parameters,
    rules: { ...rules, ...decisionRules },
    model: ({ processes, faults, rounds }, rules) => {
      if (faults >= processes)
        throw new ParameterError(
          `parameter faults is ${faults} of ${processes} processes; at least one must be correct`,
          'faults',
        );
      const chosen = algorithm(rules);
      return roundModel({
        name,
        processes,
        faults,
        rounds,
        algorithm: {
          ...chosen,
          decide: (state, round) => rules.decides(chosen.decide(state, round)),
        },
        properties: (cells) => [...consensusProperties(cells, rounds), ...properties(cells, faults)],
      });
    },
    mutants: {
      ...(mutants as Readonly<Record<string, Mutant<typeof parameters, R & DecisionRules>>>),
      ...decisionMutants<R>(),
    },
    expect,
  });
}

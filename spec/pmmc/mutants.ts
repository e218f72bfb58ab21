/** Weakenings of Paxos Made Moderately Complex, one rule each. */
import type { Mutant } from '../kit/define-spec.js';
import type { PmmcRules } from './rules.js';

type PmmcMutant = Omit<Mutant<never, PmmcRules>, 'parameters'> & {
  readonly parameters?: Readonly<Record<string, number | string>>;
};

export const pmmcMutants: Readonly<Record<string, PmmcMutant>> = {};

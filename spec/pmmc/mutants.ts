/**
 * Weakenings of Paxos Made Moderately Complex, one rule each: of acceptors, of leaders with their scouts and commanders, of
 * replicas, and of reconfiguration.
 */
import type { Harmless, Mutant } from '../kit/define-spec.js';
import { mutantsOfAcceptors } from './mutants-of-acceptors.js';
import { mutantsOfConfigurations } from './mutants-of-configurations.js';
import { mutantsOfLeaders } from './mutants-of-leaders.js';
import { mutantsOfReplicas } from './mutants-of-replicas.js';
import type { PmmcRules } from './rules.js';

/** Replaces rules; `parameters` where the default instance is too small to show the break. */
export type PmmcMutant = Omit<Mutant<never, PmmcRules>, 'parameters'> & {
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
};

export const pmmcMutants: Readonly<Record<string, PmmcMutant>> = {
  ...mutantsOfAcceptors,
  ...mutantsOfLeaders,
  ...mutantsOfReplicas,
  ...mutantsOfConfigurations,
};

export const pmmcHarmless: Readonly<Record<string, Omit<Harmless<never, PmmcRules>, 'parameters'>>> = {
  'commander-outlives-preemption': {
    says: 'a commander that is preempted goes on',
    rules: { exitsWhenPreempted: false },
    because:
      'the votes that it still counts are of its own ballot, and as many acceptors cannot have adopted a later one without reporting them',
  },
};

/** Reconfiguration done wrong: it takes effect too early or too late, or those who were replaced still have a say. */
import { majorities, threshold } from '../kit/quorum.js';
import { type Configuration, configurationOf, configurationUpTo } from './configuration.js';
import type { PmmcMutant } from './mutants.js';
import type { PmmcRules } from './rules.js';

/** The smallest instance in which the second configuration decides a slot. */
const reconfiguring = {
  acceptors: 1,
  leaders: 1,
  replicas: 1,
  slots: 2,
  commands: 1,
  window: 1,
  reconfigurations: 1,
};

const atOnce: Partial<PmmcRules> = {
  configurationAt: ({ decisions }, slot) => configurationUpTo(decisions, slot),
};

const withFormer: PmmcRules['leadersOf'] = (configuration, configurations) =>
  configurations.slice(0, configuration).flatMap(({ leaders }) => leaders);

/** A new configuration that asks former acceptors too. */
function askingFormer(
  quorums: (all: readonly string[], own: Configuration) => Configuration['quorums'],
): PmmcRules['asked'] {
  return (ballot, configurations) => {
    const number = configurationOf(ballot, configurations);
    const own = configurations[number - 1];
    if (number === 1) return own;
    const acceptors = configurations.slice(0, number).flatMap((configuration) => configuration.acceptors);
    return { ...own, acceptors, quorums: quorums(acceptors, own) };
  };
}

export const mutantsOfConfigurations: Readonly<Record<string, PmmcMutant>> = {
  'takes-effect-at-once': {
    says: 'a reconfiguration takes effect as soon as a replica knows of it',
    rules: atOnce,
    breaks: 'decided-by-its-configuration',
    length: 13,
    parameters: { ...reconfiguring, window: 2, slots: 3 },
  },
  'takes-effect-at-once-and-two-decide': {
    says: 'a reconfiguration takes effect as soon as a replica knows of it, and two configurations decide one slot',
    rules: atOnce,
    breaks: 'R1',
    length: 17,
    parameters: { ...reconfiguring, window: 2, slots: 3, replicas: 2, commands: 2 },
  },
  'takes-effect-a-slot-early': {
    says: 'a reconfiguration takes effect one slot less than the window after its own',
    rules: {
      configurationAt: ({ decisions }, slot, window) => configurationUpTo(decisions, slot - window + 1),
    },
    breaks: 'decided-by-its-configuration',
    length: 14,
    parameters: { ...reconfiguring, window: 3, slots: 4, commands: 2 },
  },
  'takes-effect-a-slot-late': {
    says: 'a reconfiguration takes effect one slot more than the window after its own',
    rules: {
      configurationAt: ({ decisions }, slot, window) => configurationUpTo(decisions, slot - window - 1),
    },
    breaks: 'decided-by-its-configuration',
    length: 11,
    parameters: reconfiguring,
  },
  'proposes-in-an-unknown-configuration': {
    says: 'a replica proposes for one slot more than its window has, of which it does not know the configuration',
    rules: { isInWindow: (slotIn, slotOut, window) => slotIn <= slotOut + window },
    breaks: 'decided-by-its-configuration',
    length: 10,
    parameters: reconfiguring,
  },
  'former-leaders-go-on': {
    says: 'a replica proposes to the leaders of all configurations so far, not of the last one',
    rules: { leadersOf: withFormer },
    breaks: 'decided-by-its-configuration',
    length: 11,
    parameters: reconfiguring,
  },
  'former-votes-counted': {
    says: 'a new configuration counts the answers of former acceptors as those of its own',
    rules: { asked: askingFormer((all, own) => threshold(all, own.quorums.minimal[0].length)) },
    breaks: 'quorum-of-its-configuration',
    length: 13,
    parameters: reconfiguring,
  },
  'majority-of-both': {
    says: 'a new configuration waits for a majority of all acceptors, former and its own',
    rules: { asked: askingFormer(majorities) },
    breaks: 'quorum-of-its-configuration',
    length: 14,
    parameters: { ...reconfiguring, acceptors: 2 },
  },
  'never-reconfigures': {
    says: 'a replica goes on with the first configuration, whatever is decided',
    rules: { configurationAt: () => 1 },
    breaks: 'new-configuration-decides',
    length: null,
    parameters: reconfiguring,
  },
};

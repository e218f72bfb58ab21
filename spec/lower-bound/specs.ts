/** The round-based algorithms as specs, each explored over every execution of the synchronous model. */
import { earlyFloodSet, earlyRules } from './early-floodset.js';
import { eig, eigRules } from './eig.js';
import { floodSet, floodSetRules } from './floodset.js';
import { majority, minimum, ownInput } from './naive.js';
import { decidesEarly } from './properties.js';
import { roundSpec } from './round-spec.js';

export const floodSetSpec = roundSpec({
  algorithm: floodSet,
  rules: floodSetRules,
  mutants: {
    'passes-on-its-own': {
      says: 'a process sends its own input again and again, and nothing that it has seen',
      rules: { passesOn: (_, own) => [own] },
      breaks: 'agreement',
      length: 2,
    },
    'decides-a-round-early': {
      says: 'a process decides one round before the last',
      rules: { decidesAfter: (rounds) => rounds - 1 },
      breaks: 'agreement',
      length: 1,
    },
  },
});

export const eigSpec = roundSpec({
  algorithm: eig,
  rules: eigRules,
  mutants: {
    'passes-nothing-on': {
      says: 'a process says what its own input is, and nothing that it was told',
      rules: { mayExtend: (path) => path.length === 0 },
      breaks: 'agreement',
      length: 2,
    },
  },
});

export const earlyFloodSetSpec = roundSpec({
  algorithm: earlyFloodSet,
  rules: earlyRules,
  properties: (cells, faults) => [decidesEarly(cells, faults)],
  mutants: {
    'always-knows-enough': {
      says: 'a process is content with any round',
      rules: { knowsEnough: () => true },
      parameters: { processes: 4, faults: 2, rounds: 3 },
      breaks: 'agreement',
      length: 2,
    },
    'never-knows-enough': {
      says: 'a process goes on to the last round',
      rules: { knowsEnough: () => false },
      parameters: { processes: 3, faults: 2, rounds: 3 },
      breaks: 'decides-early',
      length: 2,
    },
  },
});

const strawman = (algorithm: typeof majority) =>
  roundSpec({ algorithm: () => algorithm, rules: {}, mutants: {}, expect: 'violated' });

export const majoritySpec = strawman(majority);
export const minimumSpec = strawman(minimum);
export const ownInputSpec = strawman(ownInput);

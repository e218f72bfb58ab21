/** The spec of viewstamped replication: its parameters, its instance and its mutants. */
import { choice, integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { vrModel } from './instance.js';
import { vrHarmless, vrMutants } from './mutants.js';
import { vrRules } from './rules.js';

const replicas = integer({ default: 3, min: 1, max: 7, help: 'replicas; a majority is a quorum' });
const recovery = choice({
  default: 'published',
  choices: ['published', 'view-on-disk'],
  help: 'what is on the disk of a replica: nothing, as published, or the number of its view',
});

export const vr = defineSpec({
  name: 'vr',
  title: 'viewstamped replication: a primary orders requests, and a view change takes them over',
  source: 'Liskov, Cowling 2012, section 4',
  parameters: {
    replicas,
    requests: integer({ default: 2, min: 1, max: 5, help: 'different requests of clients' }),
    views: integer({ default: 2, min: 1, max: 9, help: 'views; replica i is the primary of view i' }),
    recoveries: integer({
      default: 0,
      min: 0,
      max: 5,
      help: 'crashes among all replicas, each with a recovery',
    }),
    recovery,
  },
  symmetry: true,
  rules: vrRules,
  model: (sizes, rules) => vrModel('vr', sizes, rules),
  mutants: vrMutants,
  harmless: vrHarmless,
});

/** A queue, first in, first out; it is empty to begin with, and to dequeue from an empty one answers null. */
import { canonical } from '../../../checker/canonical.js';
import { formatValue } from '../../../checker/format-value.js';
import type { Json } from '../history.js';
import type { ObjectModel } from '../model.js';
import { keyOf, refuseArgument, refuseMissing } from './arguments.js';

export const queue: ObjectModel<readonly Json[]> = {
  name: 'queue',
  noun: 'queue',
  title: 'enqueue value, dequeue',
  init: [],
  actions: {
    enqueue: {
      refuse: refuseMissing,
      step: (items, { argument }) => ({ state: [...items, argument!], answer: undefined }),
    },
    dequeue: {
      refuse: refuseArgument,
      step: ([first = null, ...rest]) => ({ state: rest, answer: first }),
    },
  },
  identify: canonical,
  describe: (items) => (items.length === 0 ? 'the queue is empty' : `the queue is ${formatValue(items)}`),
  partition: keyOf,
  isByClient: false,
};

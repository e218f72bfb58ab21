/** A queue, first in, first out; it is empty to begin with, and to dequeue from an empty one answers null,
 * which is therefore no value that can be enqueued. */
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
      refuse: (call) => refuseMissing(call) ?? (call.argument === null ? 'takes no null' : undefined),
      step: (items, { argument }) => ({ state: [...items, argument!], answer: undefined }),
    },
    dequeue: {
      refuse: refuseArgument,
      // It was empty.
      observes: (observed) => observed === null,
      step: ([first = null, ...rest]) => ({ state: rest, answer: first }),
    },
  },
  // Of calls at once, what comes out first went in first; and what can come out, does.
  urgency: (operations) => {
    const out = new Map<string, number>();
    for (const { action, end } of operations)
      if (action === 'dequeue' && end.kind === 'returned' && end.answer !== undefined)
        out.set(canonical(end.answer), end.at);
    return ({ action, argument }) =>
      action === 'dequeue' ? -1 : (out.get(canonical(argument)) ?? Number.MAX_SAFE_INTEGER);
  },
  identify: canonical,
  describe: (items) => (items.length === 0 ? 'the queue is empty' : `the queue is ${formatValue(items)}`),
  partition: keyOf,
  isByClient: false,
};

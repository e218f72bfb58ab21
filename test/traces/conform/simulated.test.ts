/** Simulated runs of the implementation under loss, duplication, reordering and crashes conform, whatever of them is logged. */
import { expect, it } from 'vitest';
import { loggings } from './loggings.js';
import { recorded } from './recorded.js';

it.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i', (seed) => {
  const events = recorded(seed);
  for (const { name, judge } of loggings) {
    expect(judge(events).verdict, name).toEqual({ kind: 'conforms' });
  }
});

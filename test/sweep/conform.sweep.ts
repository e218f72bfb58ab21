/** A thousand simulated runs of the implementation, with loss, duplication, reordering and crashes, conform. */
import { expect, it } from 'vitest';
import { loggings } from '../traces/conform/loggings.js';
import { recorded } from '../traces/conform/recorded.js';

it('a thousand clean runs conform', () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const events = recorded(seed);
    for (const { name, judge } of loggings) {
      expect(judge(events).verdict, `seed ${seed}, ${name}`).toEqual({ kind: 'conforms' });
    }
  }
});

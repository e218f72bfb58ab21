/** A thousand simulated runs of the implementation, with loss, duplication, reordering and crashes, conform. */
import { expect, it } from 'vitest';
import { loggings } from '../traces/conform/loggings.js';
import { judgedWithout, serversOf } from '../traces/conform/missing-logs.js';
import { recorded } from '../traces/conform/recorded.js';

it('a thousand clean runs conform', () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const events = recorded(seed);
    for (const { name, judge } of loggings) {
      expect(judge(events).verdict, `seed ${seed}, ${name}`).toEqual({ kind: 'conforms' });
    }
  }
});

it('of clean runs without the logs of one or two servers all is judged, and nobody is blamed', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const weather = (['calm', 'storm', 'crashes', 'late messages'] as const)[seed % 4];
    const events = recorded(seed, undefined, weather);
    const servers = serversOf(events);
    for (const missing of servers.flatMap((one, i) => [[one], [one, servers[(i + 1) % servers.length]]])) {
      const { verdict, steps, all } = judgedWithout(events, missing);
      // Of a spare server that nobody ever heard nobody can know.
      const isHeard = events.some(
        (event) =>
          event.kind === 'step' &&
          !missing.includes(event.node) &&
          event.received !== undefined &&
          missing.includes(event.received.from),
      );
      const expected = isHeard ? 'inconclusive' : 'conforms';
      expect(verdict.kind, `seed ${seed}, ${weather}, without ${missing.join(' and ')}`).toBe(expected);
      expect(steps).toBe(all);
    }
  }
});

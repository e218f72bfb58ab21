/**
 * The log of a server is not there at all: what the others did is judged to its end, a violation among it is found, and nothing is blamed on anybody that
 * a gap explains. What the server had sent to many is waited for by all of them.
 */
import { expect, it } from 'vitest';
import { judgedWithout, serversOf } from './missing-logs.js';
import { recorded, type Weather } from './recorded.js';

it.each<Weather>(['calm', 'storm', 'crashes', 'late messages'])(
  '%s: of the other servers every line is judged',
  (weather) => {
    for (let seed = 1; seed <= 4; seed++) {
      const events = recorded(seed, undefined, weather);
      for (const server of serversOf(events)) {
        const { verdict, steps, all } = judgedWithout(events, [server]);
        expect(verdict.kind, `seed ${seed} without ${server}`).toBe('inconclusive');
        expect(steps).toBe(all);
      }
    }
  },
);

it('a violation in the log of one server is found, whichever other log is missing', () => {
  const events = recorded(111, 'picks-latest-pvalue', 'storm');
  const whole = judgedWithout(events, []).verdict;
  expect(whole).toMatchObject({ kind: 'violation', violation: { node: 's5' } });
  for (const server of serversOf(events)) {
    if (server === 's5') continue;
    expect(judgedWithout(events, [server]).verdict, server).toMatchObject({
      kind: 'violation',
      violation: { level: 1, node: 's5' },
    });
  }
});

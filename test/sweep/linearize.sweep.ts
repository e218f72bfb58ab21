/** The judge of histories against its naive twin on far more random histories than `npm test` has time for. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pairOperations } from '../../traces/linearize/history.js';
import { judge } from '../../traces/linearize/judge.js';
import { historyOf, historyPlan, withOneAnswerChanged } from '../traces/linearize/random-history.js';
import { firstFailingLine } from '../traces/linearize/twin.js';

it('agrees with the twin on a hundred thousand histories, with an answer changed and without', () => {
  fc.assert(
    fc.property(historyPlan, fc.nat(20), fc.nat(20), (plan, which, to) => {
      const { model, events } = historyOf(plan);
      const changed = withOneAnswerChanged(events, which, to);
      for (const history of changed === undefined ? [events] : [events, changed]) {
        const { verdict } = judge(pairOperations(history), [model], { budget: 100_000 });
        const line = verdict.kind === 'not-linearizable' ? verdict.failures[0].line : undefined;
        expect(line).toBe(firstFailingLine(history, model));
      }
    }),
    { numRuns: 50_000 },
  );
});

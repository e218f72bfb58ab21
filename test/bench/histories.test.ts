/** The histories that are measured are what they are said to be, at a small size. */
import { describe, expect, it } from 'vitest';
import { pairOperations } from '../../traces/linearize/history.js';
import { eventsOf, HISTORIES, measureHistory } from './histories.js';
import { projectFile } from './project.js';

const SMALL = { operations: 300, keys: 5, clients: 8, crashes: 5, seed: 3 };
const measuring = { cli: projectFile('dist/cli.js'), runs: 1, progress: () => {} };

describe('measured histories', () => {
  it('have as many operations as they say, some of them open, and one answer changed', () => {
    const operations = pairOperations(eventsOf(SMALL, false));
    expect(operations).toHaveLength(300);
    const open = operations.filter(({ end }) => end.kind === 'open').length;
    expect(open).toBeGreaterThan(5);
    expect(open).toBeLessThan(40);
    const [plain, changed] = [eventsOf(SMALL, false), eventsOf(SMALL, true)];
    expect(changed.filter((event, i) => JSON.stringify(event) !== JSON.stringify(plain[i]))).toHaveLength(1);
  });

  it('are judged as they must be, and one that is not is an error', async () => {
    const instance = { name: 'small', verdict: 'linearizable', history: SMALL } as const;
    expect(await measureHistory(instance, measuring)).toMatchObject({ operations: 300 });
    await expect(measureHistory({ ...instance, isChanged: true }, measuring)).rejects.toThrow(
      'small: verdict is not-linearizable, not linearizable',
    );
    expect(await measureHistory(HISTORIES[0], measuring)).toMatchObject({ operations: 85 });
  });
});

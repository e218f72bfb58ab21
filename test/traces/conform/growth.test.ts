/** Work and memory of a judgement as a run grows: work is counted, memory is what a process is given. */
import { expect, it } from 'vitest';
import { settingOf } from '../../../impl/sim/setting.js';
import { World } from '../../../impl/sim/world.js';
import type { Answer, Judge } from '../../../traces/conform/judge.js';
import { WAITING_MAX } from '../../../traces/conform/node-log.js';
import type { Located, Positioned, Sent } from '../../../traces/conform/order.js';
import { Run } from '../../../traces/conform/run.js';
import type { Event } from '../../../traces/event.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { SLOTS_KEPT, Slots } from '../../../traces/mapping/pmmc/slots.js';
import { judgeStream } from './streamed.js';

it('fifty thousand lines, as they come, are judged in 60 MiB', async () => {
  const { verdict, lines } = await judgeStream(42_000, 60);
  expect(verdict).toBe('conforms');
  expect(lines).toBeGreaterThan(50_000);
});

/** Counts how often it is asked about a line. */
class Counting extends PmmcJudge implements Judge {
  asked = 0;

  override take(line: Located<Positioned>, sent: Sent | undefined): Answer {
    this.asked += 1;
    return super.take(line, sent);
  }
}

it('each line is judged once, and no more lines wait in a longer run', () => {
  const measured = [2000, 8000].map((phaseMs) => {
    const setting = settingOf(1, { phaseMs });
    const judge = new Counting();
    const run = new Run('run', judge);
    let lines = 0;
    let waiting = 0;
    new World({
      ...setting,
      faults: { ...setting.faults, reconfiguration: 0 },
      record: (event) => {
        lines += 'node' in event && event.kind !== 'header' ? 1 : 0;
        run.accept({
          event: JSON.parse(JSON.stringify(event)) as Event,
          place: { file: 'run', line: lines },
        });
        if ('node' in event) waiting = Math.max(waiting, run.backlog(event.node));
      },
    }).run();
    expect(run.finish().verdict).toEqual({ kind: 'conforms' });
    // A crash before the first step of an incarnation is none, and not judged.
    expect(judge.asked).toBeLessThanOrEqual(lines);
    expect(judge.asked).toBeGreaterThan(0.95 * lines);
    return { lines, waiting };
  });
  expect(measured[1].lines).toBeGreaterThan(3 * measured[0].lines);
  for (const { waiting } of measured) expect(waiting).toBeLessThanOrEqual(1);
});

it('slots long past are forgotten, and one far away makes nobody forget the others', () => {
  const slots = new Slots();
  slots.at(1e15);
  let most = 0;
  for (let slot = 1; slot <= 10 * SLOTS_KEPT; slot++) {
    slots.votingAt(slot, '1.s1')?.voters.set('s1', { file: 'run', line: slot });
    most = Math.max(most, slots.size);
  }
  expect(most).toBeLessThanOrEqual(2 * SLOTS_KEPT);
  expect(slots.at(1)).toBe(undefined);
  expect(slots.votingAt(1, '1.s1')).toBe(undefined);
  for (let slot = 9 * SLOTS_KEPT + 2; slot <= 10 * SLOTS_KEPT; slot += 100)
    expect(slots.votingAt(slot, '1.s1')?.voters.size).toBe(1);
});

it('lines that wait for a log that never comes are not kept without end', () => {
  const run = new Run('run', new PmmcJudge());
  const take = (event: object, line: number) =>
    run.accept({ event: event as Event, place: { file: 's1', line } });
  const position = { node: 's1', incarnation: 1 };
  take(
    {
      kind: 'header',
      version: 1,
      run: 'run',
      node: 's1',
      roles: ['replica'],
      configuration: { servers: [{ id: 's1', roles: ['replica'] }] },
      spec: 'pmmc',
    },
    1,
  );
  take({ kind: 'start', ...position, sequence: 1, durable: {} }, 2);
  const received = { from: 's2', message: { id: 'm', kind: 'ping' } };
  const step = {
    kind: 'step',
    ...position,
    role: 'replica',
    process: 's1',
    action: 'receive ping',
    sent: [],
    changed: {},
  };
  take({ ...step, sequence: 2, received }, 3);
  for (let i = 3; i < WAITING_MAX + 5000; i++)
    take({ kind: 'persist', ...position, sequence: i, through: 1 }, i + 1);
  expect(run.backlog('s1')).toBe(WAITING_MAX);
  const { verdict, faults } = run.finish();
  expect(verdict).toMatchObject({ kind: 'inconclusive', reason: 'gap' });
  expect(faults.map(({ reason }) => reason)).toEqual(['gap', 'budget']);
  expect(faults[1].says).toMatch(/^100000 lines of s1 wait for what others have sent, and no more are kept/);
});

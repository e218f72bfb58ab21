/** The log for ShiViz, read by its own parser line: what happened before what is what happened before in the execution, however that is found out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Execution, Step } from '../../../checker/execution.js';
import { mover, sendingSteps } from '../../../checker/report/narrative.js';
import { renderShiviz } from '../../../checker/report/shiviz.js';
import { expectGolden } from '../../golden.js';
import { arbitraryExecution } from './arbitrary-execution.js';
import { lasso, paxos, recorded, samples } from './samples.js';

interface Event {
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
}

/** As ShiViz reads a file: its first line is the expression, its second parts executions. */
function read(log: string): readonly Event[] {
  const [parser, delimiter, ...lines] = log.split('\n');
  expect(delimiter).toBe('');
  const text = lines.join('\n');
  const found = [...text.matchAll(new RegExp(parser, 'g'))];
  expect(found.map(([whole]) => whole).join('\n')).toBe(text);
  return found.map(({ groups }) => ({
    host: groups?.host as string,
    clock: JSON.parse(groups?.clock as string) as Event['clock'],
  }));
}

/** Whether one event has happened before another, by their clocks alone. */
function isBefore(one: Event, other: Event): boolean {
  return one !== other && (other.clock[one.host] ?? 0) >= one.clock[one.host];
}

/** The naive twin: the closure of "next on the same host", "sent and received", "sent and read" and "changes the state of". */
function closure(execution: Execution): readonly (readonly boolean[])[] {
  const { steps } = execution;
  const sentIn = sendingSteps(execution);
  const host = (step: Step) => mover(step) ?? '(nobody)';
  const hosts = new Set(steps.map(host));
  const touched = steps.map((step) => [
    host(step),
    ...step.changes.map(({ variable }) => variable).filter((name) => hosts.has(name)),
  ]);
  const isRead = (i: number, { read = [] }: Step) => read.some(({ sentAt }) => sentAt === i);
  const before = steps.map((later, j) =>
    steps.map(
      (_, i) =>
        i < j &&
        (sentIn[j] === i || isRead(i, later) || touched[i].some((name) => touched[j].includes(name))),
    ),
  );
  for (let k = 0; k < steps.length; k++)
    for (let j = 0; j < steps.length; j++)
      for (let i = 0; i < steps.length; i++) before[j][i] ||= before[j][k] && before[k][i];
  return before;
}

function expectSameOrder(execution: Execution): void {
  const events = read(renderShiviz(execution));
  const expected = closure(execution);
  expect(events.length).toBe(execution.steps.length);
  expect(events.map((j) => events.map((i) => isBefore(i, j)))).toEqual(expected);
  const counts = new Map<string, number>();
  for (const { host, clock } of events) {
    counts.set(host, (counts.get(host) ?? 0) + 1);
    expect(clock[host]).toBe(counts.get(host));
  }
}

describe('renderShiviz', () => {
  it.each(Object.entries(samples).filter(([, { steps }]) => steps.length > 0))(
    '%s: what happened before what',
    (_, execution) => expectSameOrder(execution),
  );

  it('every execution: what happened before what', () => {
    fc.assert(
      fc.property(
        arbitraryExecution.filter(({ steps }) => steps.length > 0),
        expectSameOrder,
      ),
      { seed: 2016, numRuns: 20 },
    );
  });

  it('a step that reads a message happened after the one that sent it', () => {
    const steps = [
      { action: 'vote', node: 'a', parameters: {}, sent: [], changes: [] },
      {
        action: 'win',
        node: 'b',
        parameters: {},
        sent: [],
        changes: [],
        read: [{ from: 'a', message: 'yes', sentAt: 0 }],
      },
    ];
    const events = read(renderShiviz({ spec: 's', parameters: {}, initial: [], steps }));
    expect(events.map(({ clock }) => clock)).toEqual([{ a: 1 }, { a: 1, b: 1 }]);
  });

  it('the golden logs', () => {
    expectGolden('report/paxos.shiviz.log', renderShiviz(paxos));
    expectGolden('report/lasso.shiviz.log', renderShiviz(lasso));
    expectGolden('report/recorded.shiviz.log', renderShiviz(recorded));
  });
});

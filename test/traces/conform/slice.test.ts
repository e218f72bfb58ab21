/** What a violation shows: the lines that led there as an execution, and of a broken agreement both commands and both quorums, in every form. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check-spec.js';
import { formats, render } from '../../../checker/report/index.js';
import { parseExecution, renderJson } from '../../../checker/report/json.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import type { Located, Positioned } from '../../../traces/conform/order.js';
import { Recent } from '../../../traces/conform/recent.js';
import type { Judgement } from '../../../traces/conform/verdict.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import type { EventOf } from '../../../traces/event.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { expectGolden } from '../../golden.js';
import { brokenAgreement } from './broken-agreement.js';
import { recorded } from './recorded.js';
import { judgeLines, judgeWalk } from './walks.js';

function executionOf({ execution }: Judgement) {
  if (execution?.recorded === undefined) throw new Error('there is no violation');
  return { ...execution, recorded: execution.recorded };
}

describe('a broken agreement', () => {
  const execution = executionOf(judgeLines(new PmmcJudge({ levels: [3], unlogged: [] }), brokenAgreement()));

  it('is told with both commands and both quorums, each vote with its line', () => {
    expect(execution.property?.name).toBe('a slot decides one command (R1)');
    expect(execution.recorded.evidence).toMatchObject([
      { variable: 'slot 1 decided as s1.a', value: { by: 'ballot 1.s1' } },
      { variable: 'slot 1 decided as s3.b', value: { by: 'ballot 2.s3' } },
    ]);
    const votes = execution.recorded.evidence.map(({ value }) => (value as { votes: object }).votes);
    expect(votes.map((by) => Object.keys(by))).toEqual([
      ['s1', 's2'],
      ['s2', 's3'],
    ]);
    const places = execution.steps.map(({ place }) => place);
    for (const vote of votes.flatMap((by) => Object.values(by))) expect(places).toContain(vote);
    const accepting = execution.steps.filter(({ action }) => action === 'acceptor: receive p2a');
    expect(accepting.map(({ node }) => node).sort()).toEqual(['s1', 's2', 's2', 's3']);
  });

  it.each(formats)('as %s', (format) => {
    // Each form escapes in a way of its own.
    const plain = render(execution, format)
      .replace(/#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll('&quot;', '"')
      .replace(/(<br\/>|\s)+/g, ' ');
    expect(plain).toContain('slot 1 decided as s1.a');
    expect(plain).toContain('slot 1 decided as s3.b');
    const lines = (votes: object) => Object.values(votes) as string[];
    for (const { value } of execution.recorded.evidence)
      for (const line of lines((value as { votes: object }).votes)) expect(plain).toContain(line);
  });

  it('the text', () => expectGolden('conform/broken-agreement.txt', render(execution, 'text')));
});

describe('what led to a line that a handler does not explain', () => {
  const execution = executionOf(judgeLines(new PmmcJudge(), recorded(13, 'own-proposals-win')));

  it('ends with that line, after the one that wrote what is in question', () => {
    const { at, differences } = execution.recorded;
    expect(at).toBe(execution.steps.length - 1);
    const [{ field }] = differences;
    const slot = /\[(\d+)\]/.exec(field)?.[1];
    const { node } = execution.steps[at];
    const wrote = execution.steps.find(
      (step) =>
        step.node === node &&
        step.action === 'leader: receive propose' &&
        (step.received?.message as { slot: number } | undefined)?.slot === Number(slot),
    );
    expect(wrote?.changes[0].variable).toBe(`${node} leader`);
  });

  it('each step has its line, and states follow from what lines told', () => {
    for (const { place, changes } of execution.steps) {
      expect(place).toMatch(/^run\.jsonl:\d+$/);
      for (const { variable } of changes)
        expect(execution.initial.map((one) => one.variable)).toContain(variable);
    }
    expect(parseExecution(renderJson(execution))).toEqual(execution);
  });
});

it('of an invariant that breaks, what it looked at is told', async () => {
  const mutant = paxosRoles.instantiate({}, 'quorum-of-f');
  const verdict = await check(paxosRoles, { mutant: 'quorum-of-f', properties: ['agreement'] });
  if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error('agreement holds');
  const events = traceOf(mutant.model, verdict.execution, 'mutant');
  const { recorded, steps, property } = executionOf(judgeWalk(mutant, events));
  expect(property).toMatchObject({ name: 'agreement', kind: 'level 3' });
  expect(recorded.evidence.map(({ variable }) => variable).length).toBeGreaterThan(0);
  expect(steps[recorded.at].changes.length).toBeGreaterThan(0);
});

describe('the order in which logs are read', () => {
  it('does not show in what led to a violation', () => {
    const events = recorded(13, 'own-proposals-win');
    const nodeOf = (event: (typeof events)[number]) => ('node' in event ? event.node : '');
    // Node after node, and the nodes the other way round.
    const byNode = events.toSorted((one, other) => (nodeOf(one) < nodeOf(other) ? -1 : 1));
    const backwards = events.toSorted((one, other) => (nodeOf(one) > nodeOf(other) ? -1 : 1));
    const told = [events, byNode, backwards].map((lines) => {
      const { steps, recorded: note } = executionOf(judgeLines(new PmmcJudge(), lines));
      return { at: note.at, steps: steps.map(({ place: _, ...step }) => step) };
    });
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
  });
});

describe('what a start should have found', () => {
  const step = (sequence: number, changed: EventOf<'step'>['changed']): Located<Positioned> => ({
    place: { file: 's1.jsonl', line: sequence + 1 },
    event: {
      kind: 'step',
      node: 's1',
      incarnation: 1,
      sequence,
      time: sequence,
      role: 'acceptor',
      process: 's1',
      action: 'receive p1a',
      sent: [],
      changed,
    },
  });
  const start: Located<Positioned> = {
    place: { file: 's1.jsonl', line: 9000 },
    event: { kind: 'start', node: 's1', incarnation: 2, sequence: 1, time: 9000, durable: {} },
  };
  const sliceBehind = (lines: number) => {
    const recent = new Recent();
    recent.add(step(1, { ballot: { number: 1, leader: 's2' } }), undefined);
    recent.add(step(2, { ballot: { number: 2, leader: 's2' } }), undefined);
    for (let i = 3; i < 3 + lines; i++) recent.add(step(i, {}), undefined);
    recent.add(start, undefined);
    return recent.sliceOf(start, undefined, ['durable.acceptor.ballot'], []);
  };

  it.each([10, 10_000])('was written last by the line before, %i lines ago', (lines) => {
    const slice = sliceBehind(lines);
    expect(slice.lines.map(({ place }) => place.line)).toContain(3);
    expect(slice.lines.at(-1)).toBe(start);
    expect(slice.at).toBe(slice.lines.length - 1);
  });
});

/** Reports of logs in names of their own: lines are told as the log calls their nodes, and it is said which process of the spec is which of them. */
import { describe, expect, it } from 'vitest';
import { formats, render } from '../../../checker/report/index.js';
import { parseExecution, renderJson } from '../../../checker/report/json.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { ModelJudge } from '../../../traces/conform/model-judge.js';
import { namesToldIn } from '../../../traces/conform/names.js';
import { type Mapping, renaming } from '../../../traces/conform/renaming.js';
import { judgementsJson } from '../../../traces/conform/report/json.js';
import { renderText } from '../../../traces/conform/report/text.js';
import type { Event } from '../../../traces/event.js';
import { judgeLines, linesInTurn } from './walks.js';

const instance = paxosRoles.instantiate();
const lines = linesInTurn(instance, 16, 5);

/** By the name in the log. */
const nodes = { north: 'a1', south: 'a2', boss: 'p1', rival: 'p2' };
const inLog = renaming({ nodes: { a1: 'north', a2: 'south', p1: 'boss', p2: 'rival' } }, 'test');
const logged = lines.map((line) => inLog(line).event);
/** A line of an acceptor, which is then changed to one that the spec does not explain. */
const at = logged.findIndex(
  (event) => event.kind === 'step' && event.node === 'north' && event.received !== undefined,
);
const wrong = logged.map((event, n) =>
  n === at && event.kind === 'step' ? { ...event, changed: { promised: 7 } } : event,
);
const judged = (events: readonly Event[], mapping?: Mapping) =>
  judgeLines(
    new ModelJudge('paxos-roles', instance.model),
    events,
    mapping === undefined ? {} : { rename: renaming(mapping, 'test') },
  );

describe('a violation in a log in names of its own', () => {
  const judgement = judged(wrong, { nodes });
  const text = renderText([judgement]).split('\n');
  const place = `run.jsonl:${at + 1}`;

  it('is told of the node of the log, with who is who in the spec', () => {
    expect(text[0]).toContain(`run: violation at ${place} (north): `);
    expect(text).toContainEqual(expect.stringMatching(`^  line +${place}: north, incarnation 1, line \\d+$`));
    expect(text).toContainEqual(expect.stringMatching(/^ {2}names +a1 is north, .*p1 is boss/));
    expect(text).toContain(`       ${place}: north`);
  });

  it('is of a run of which it is told how far each node of the log was followed', () => {
    const followed = text.slice(text.indexOf('How far each node was followed:'));
    expect(followed).toContainEqual(expect.stringMatching(/^ {2}north: incarnation 1, line/));
    expect(followed.join()).not.toMatch(/\b(a1|a2|p1|p2):/);
  });

  it('lists those whom it speaks of, and the run all', () => {
    const { names } = judgement.execution?.recorded ?? {};
    expect(names).toMatchObject({ a1: 'north', p1: 'boss' });
    expect(names).not.toHaveProperty('p2');
    expect(judgement.names).toEqual({ a1: 'north', a2: 'south', p1: 'boss', p2: 'rival' });
    expect(judgementsJson([judgement])).toMatchObject({
      runs: [{ names: judgement.names, execution: { recorded: { names } } }],
    });
  });

  it.each(formats)('as %s', (format) => {
    const { execution } = judgement;
    if (execution === undefined) throw new Error('there is no violation');
    const saved = parseExecution(renderJson(execution));
    expect(render(saved, format)).toMatch(format === 'json' ? /"a1": "north"/ : /a1 is north/);
  });

  it('where a function of the mapping renames the node, too', () => {
    const rename = renaming({ nodes }, 'test');
    const { names, execution } = judged(wrong, { line: (line: Event) => rename(line).event });
    expect(names).toEqual({ a1: 'north', a2: 'south', p1: 'boss', p2: 'rival' });
    expect(execution?.recorded?.names).toMatchObject({ a1: 'north', p1: 'boss' });
  });
});

it('a log that is missing is named', () => {
  const text = renderText([
    judged(
      logged.filter((event) => !('node' in event) || event.node !== 'north'),
      { nodes },
    ),
  ]);
  expect(text).toMatch(/^In the log a1 is north/m);
  expect(text).toMatch(/inconclusive \(gap\): .*\ba1\b/);
});

it('nothing is said of names where none is another', () => {
  const worse = lines.map((event, n) =>
    n === at && event.kind === 'step' ? { ...event, changed: { promised: 7 } } : event,
  );
  for (const judgement of [judged(worse), judged(worse, { nodes: { a1: 'a1' } })]) {
    expect(judgement.verdict.kind).toBe('violation');
    expect(judgement).not.toHaveProperty('names');
    expect(renderText([judgement])).not.toMatch(/^ +names /m);
  }
});

it.each([
  ['after receive grant at s here', ['s']],
  ["says what the spec's step is", []],
  ['message m1 of r1-old', []],
  [{ '@r1': { of: ['up s'] } }, ['r1', 's']],
  ['x "y" (z)', ['x "y" (z)']],
])('of %j', (told, found) => {
  const names = { s: 'lockd', r1: 'store', 'x "y" (z)': 'odd' };
  expect(Object.keys(namesToldIn(told, names)).sort()).toEqual(found);
});

/** A log with one thing wrong with it: the report tells the change that puts it right, and who is to be suspected. */
import { describe, expect, it } from 'vitest';
import type { Execution } from '../../../checker/execution.js';
import { parseExecution, renderJson } from '../../../checker/report/json.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import type { Event, EventOf } from '../../../traces/event.js';
import { judgeWalk, linesInTurn } from './walks.js';

const instance = paxosRoles.instantiate();

const walked = (stride: number) => linesInTurn(instance, 24, stride);
const lines = walked(3);
type Step = EventOf<'step'>;
const isStep = (event: Event): event is Step => event.kind === 'step';
const ofNode = (node: string): Step[] => lines.filter(isStep).filter((event) => event.node === node);

/** Lines of a node numbered anew, as a recorder writes them that does not know what is missing, or too many. */
function numbered(events: readonly Event[], node: string): Event[] {
  let sequence = 0;
  return events.map((event) => {
    if (!('incarnation' in event) || event.node !== node) return event;
    sequence += 1;
    return { ...event, sequence };
  });
}

function foundIn(events: readonly Event[]) {
  const { verdict } = judgeWalk(instance, events);
  if (verdict.kind !== 'violation') throw new Error(`the verdict is ${JSON.stringify(verdict)}`);
  return verdict.violation;
}

const [first, second, third] = ofNode('a1');

describe('the execution of a violation', () => {
  it('has the edit with its kind, and the actions that were tried', () => {
    const without = numbered(
      lines.filter((event) => event !== second),
      'a1',
    );
    const { execution, verdict } = judgeWalk(instance, without);
    if (verdict.kind !== 'violation') throw new Error(`the verdict is ${JSON.stringify(verdict)}`);
    const { edit, editKind, tried } = verdict.violation;
    expect([edit, editKind, tried]).not.toContain(undefined);
    expect(execution?.recorded).toMatchObject({ edit, editKind, tried });
    expect(parseExecution(renderJson(execution as Execution)).recorded).toEqual(execution?.recorded);
  });
});

describe('the nearest edit', () => {
  it('the walk conforms, and its acceptor takes three steps', () => {
    expect(judgeWalk(instance, lines).verdict).toEqual({ kind: 'conforms' });
    expect([first, second, third].map(({ action }) => action)).toEqual([
      'receive prepare',
      'receive prepare',
      'receive accept',
    ]);
  });

  it('two lines the wrong way round: their order is suspected', () => {
    const swapped = lines.map((event) => {
      if (event === first) return { ...second, sequence: first.sequence };
      return event === second ? { ...first, sequence: second.sequence } : event;
    });
    expect(foundIn(swapped)).toMatchObject({
      editKind: 'swap',
      edit: `lines ${first.sequence} and ${second.sequence} of a1 the other way round`,
      suspect: 'order',
    });
  });

  it('a step that was not written down: where a line before it puts it right the log is suspected', () => {
    const all = walked(7);
    const edits = all.filter(isStep).flatMap((gone) => {
      const rest = numbered(
        all.filter((event) => event !== gone),
        gone.node,
      );
      const { verdict } = judgeWalk(instance, rest);
      return verdict.kind === 'violation' && verdict.violation.editKind === 'add' ? [verdict.violation] : [];
    });
    expect(edits.length).toBeGreaterThan(0);
    for (const { suspect, edit } of edits) {
      expect(suspect).toBe('log');
      expect(edit).toMatch(/^a line of \S+ before it, \S/);
    }
  });

  it('a line that did not happen: the log is suspected', () => {
    const again: Step = {
      ...first,
      sent: first.sent.map((one) => ({ ...one, message: { ...one.message, id: 'twice' } })),
    };
    const more = numbered(
      lines.flatMap((event) => (event === second ? [event, again] : [event])),
      'a1',
    );
    expect(foundIn(more)).toMatchObject({ editKind: 'drop', suspect: 'log' });
  });

  it('one field that the lines behind it contradict: the log is suspected', () => {
    const changed = lines.map((event) =>
      event === first ? { ...first, changed: { ...first.changed, promised: 77 } } : event,
    );
    expect(foundIn(changed)).toMatchObject({
      editKind: 'field',
      suspect: 'log',
      edit: expect.stringMatching(/^changed\.promised: /),
    });
  });

  it('one field of what somebody received as it is logged: the implementation is suspected', () => {
    const [{ message }] = first.sent;
    const worse = { ...message, ballot: 77 };
    const changed = lines.map((event): Event => {
      if (event === first) return { ...first, sent: [{ ...first.sent[0], message: worse }] };
      return event;
    });
    const receiver = first.sent[0].to[0];
    const last = ofNode(receiver).at(-1) as Step;
    const heard: Step = {
      ...last,
      sequence: last.sequence + 1,
      action: 'receive promise',
      received: { from: 'a1', message: worse },
      sent: [],
      changed: {},
    };
    const all = changed.flatMap((event) =>
      'sequence' in event && event.kind === 'end' && event.node === receiver
        ? [heard, { ...event, sequence: event.sequence + 1 }]
        : [event],
    );
    expect(foundIn(all)).toMatchObject({ node: 'a1', editKind: 'field', suspect: 'implementation' });
  });

  it('of several actions that were tried each guard is told with its own', () => {
    const violation = foundIn(
      lines.map((event) =>
        event === third ? { ...third, changed: { ...third.changed, promised: 3 } } : event,
      ),
    );
    expect(violation.tried?.map(({ action }) => action)).toEqual(['receive accept']);
    expect(violation.guards).toEqual(violation.tried?.flatMap(({ guards }) => guards));
  });
});

/**
 * Walks of specs as logs that are not complete: lines are dropped, a process leaves none, or lines do not say what changed. The checker did every one
 * of these walks, so none is a violation.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../checker/model.js';
import { DirectState } from '../../../checker/paths/direct.js';
import { stepOf } from '../../../checker/paths/replay.js';
import { multiPaxos } from '../../../spec/multi-paxos/spec.js';
import { paxos } from '../../../spec/paxos/spec.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { pmmcLiveness } from '../../../spec/pmmc/liveness/spec.js';
import { pmmc } from '../../../spec/pmmc/spec.js';
import { twoPhaseCommit } from '../../../spec/two-phase-commit/spec.js';
import { differencesOf } from '../../../traces/conform/differences.js';
import { renderText } from '../../../traces/conform/report/text.js';
import { BEGINNING, lineOfStep, MODEL, SENDER } from '../../../traces/conform/walk-line.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import { type Event, type EventOf, event as schema } from '../../../traces/event.js';
import { bareLineOf, withOneFieldChanged } from './changed-walks.js';
import { atRandom, judgeWalk, linesInTurn, walk } from './walks.js';

const instances = {
  paxos: paxos.instantiate(),
  'two-phase-commit': twoPhaseCommit.instantiate(),
  'paxos-roles': paxosRoles.instantiate(),
  'multi-paxos': multiPaxos.instantiate(),
};
const STEPS = 16;
const choices = fc.array(fc.nat({ max: 1 << 30 }), { minLength: STEPS, maxLength: STEPS });

function walked(instance: (typeof instances)['paxos'], numbers: readonly number[]): readonly Event[] {
  let i = 0;
  const execution = walk(instance, STEPS, (of) => (numbers[i++ % numbers.length] + i) % of);
  return traceOf(instance.model, execution, 'walk');
}

type Step = EventOf<'step'>;
const isStep = (event: Event): event is Step => event.kind === 'step';

describe.each(Object.entries(instances))('%s', (_name, instance) => {
  it('is never violated where lines are dropped', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(choices, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (numbers, drops) => {
        const events = walked(instance, numbers);
        const steps = events.filter(isStep);
        const gone = new Set<Event>(drops.map((drop) => steps[drop % steps.length]));
        const judgement = judgeWalk(
          instance,
          events.filter((event) => !gone.has(event)),
        );
        kinds.add(judgement.verdict.kind);
        expect(judgement.verdict, renderText([judgement])).toMatchObject({ kind: 'inconclusive' });
      }),
      { seed: 8, numRuns: 15, endOnFailure: true },
    );
    expect([...kinds]).toEqual(['inconclusive']);
  });

  it('is never violated where a process leaves no lines', () => {
    const movers = [...new Set(instance.model.actions.flatMap(({ node }) => node ?? []))];
    let conforming = 0;
    fc.assert(
      fc.property(choices, fc.nat(), (numbers, which) => {
        if (movers.length === 0) return;
        const mover = movers[which % movers.length];
        const events = walked(instance, numbers).filter(
          (event) => !('node' in event && event.node === mover),
        );
        const judgement = judgeWalk(instance, events, { unlogged: [mover] });
        if (judgement.verdict.kind === 'conforms') conforming += 1;
        expect(judgement.verdict.kind, renderText([judgement])).not.toBe('violation');
        // Without being told so it is a log that is missing.
        const missing = judgeWalk(instance, events);
        expect(missing.verdict.kind, renderText([missing])).not.toBe('violation');
      }),
      { seed: 9, numRuns: 15, endOnFailure: true },
    );
    if (movers.length > 0) expect(conforming).toBeGreaterThan(5);
  });

  it('conforms where lines do not say what changed', () => {
    fc.assert(
      fc.property(choices, (numbers) => {
        const events = walked(instance, numbers).map((event) =>
          event.kind === 'step' ? { ...event, changed: {} } : event,
        );
        const judgement = judgeWalk(instance, events, { isStateLogged: false });
        expect(judgement.verdict, renderText([judgement])).toEqual({ kind: 'conforms' });
      }),
      { seed: 10, numRuns: 10, endOnFailure: true },
    );
  });

  it('is violated behind a gap only where no steps in the gap explain the lines, and is, where none do', () => {
    let refuted = 0;
    fc.assert(
      fc.property(choices, fc.nat(), fc.nat(), fc.nat(), (numbers, drop, line, field) => {
        const events = withOneFieldChanged(walked(instance, numbers), line, field);
        if (events.some((event) => !schema.safeParse(event).success)) return;
        const steps = events.filter(isStep).filter(({ action }) => action !== BEGINNING);
        const gone = steps[drop % steps.length];
        const judgement = judgeWalk(
          instance,
          events.filter((event) => event !== gone),
          { budget: 1_500 },
        );
        const { verdict } = judgement;
        expect(verdict.kind, renderText([judgement])).not.toBe('conforms');
        if (verdict.kind !== 'violation') return;
        refuted += 1;
        if (verdict.violation.level === 2) expect(verdict.violation.says).toMatch(/gap/);
        expect(canFill(instance.model, steps, gone), renderText([judgement])).toBe(false);
      }),
      { seed: 11, numRuns: 10, endOnFailure: true },
    );
    expect(refuted).toBeGreaterThan(1);
  });
});

/** The lines of a walk without those of some processes, and with another ballot in the last line of an action of one that is followed. */
function withAnotherBallot(
  instance: Parameters<typeof walk>[0],
  unlogged: readonly string[],
  action: string,
) {
  const events = linesInTurn(instance, 60, 7).filter(
    (event) => !('node' in event && unlogged.includes(event.node)),
  );
  const at = events.findLastIndex(
    (event) => isStep(event) && event.action === action && event.sent.length > 0,
  );
  const text = JSON.stringify(events[at]).replaceAll(
    /("ballot":)(?:"0\.\d"|\d+)/g,
    (_, name) => `${name}${instance.spec.name === 'pmmc' ? '"9.1"' : 99}`,
  );
  const last = JSON.parse(text) as Step;
  const { received } = events[at] as Step;
  return [...events.slice(0, at), received === undefined ? last : { ...last, received }];
}

it.each([
  ['paxos-roles', paxosRoles.instantiate({ proposers: 3, attempts: 2 }), ['a1', 'a2', 'a3'], 'prepare'],
  ['pmmc', pmmc.instantiate(), ['a3'], 'receive p2a'],
] as const)(
  '%s: where hidden steps make no difference to a line none are searched',
  (_name, instance, unlogged, action) => {
    const events = withAnotherBallot(instance, unlogged, action);
    const { verdict } = judgeWalk(instance, events, { unlogged, budget: 200 });
    expect(verdict).toMatchObject({ kind: 'violation', violation: { level: 2, suspect: 'implementation' } });
  },
);

/** There a client hands its request to a replica, which sends in that step. */
describe('a step of which there is no line, in which another process sends', () => {
  const instance = pmmcLiveness.instantiate({ acceptorCrashes: 1 });
  const execution = walk(instance, 50, atRandom(1));
  const events = traceOf(instance.model, execution, 'walk');
  const isForAnother = (event: Event) => isStep(event) && event.sent.some(({ message }) => SENDER in message);
  const gone = events.find(isForAnother);
  const mover = isStep(gone as Event) ? (gone as Step).node : '';
  const withoutLog = events.filter((event) => !('node' in event && event.node === mover));

  it.each([false, true])(
    'is searched where it leaves no lines, with lines in any order: %j',
    (isUnordered) => {
      const { verdict } = judgeWalk(instance, withoutLog, { unlogged: [mover] }, isUnordered);
      expect(verdict).toEqual({ kind: 'conforms' });
    },
  );

  it('is a gap where its log is missing, or the line', () => {
    const withoutLine = events.filter((event) => event !== gone);
    for (const lines of [withoutLog, withoutLine])
      expect(judgeWalk(instance, lines).verdict).toMatchObject({ kind: 'inconclusive', reason: 'gap' });
  });

  it('explains nothing where all is logged', () => {
    const silent = events.map((event) => (event === gone && isStep(event) ? { ...event, sent: [] } : event));
    expect(judgeWalk(instance, silent).verdict.kind).toBe('violation');
  });
});

/** Whether some path of the model is just these steps in their order, with any step of the same process in the place of one of them. */
function canFill(model: Model, steps: readonly Step[], gone: Step): boolean {
  let states = DirectState.initial(model);
  for (const event of steps) {
    const seen = bareLineOf(event);
    const next = states.flatMap((state) =>
      state
        .steps()
        .filter((step) =>
          event === gone
            ? (step.action.node ?? MODEL) === gone.node
            : differencesOf(lineOfStep(model, stepOf(state, step)), seen).length === 0,
        )
        .map((step) => step.next),
    );
    // The lost line may have said no step.
    const all = event === gone ? [...states, ...next] : next;
    states = [...new Map(all.map((state) => [state.text(), state])).values()];
    if (states.length === 0) return false;
  }
  return true;
}

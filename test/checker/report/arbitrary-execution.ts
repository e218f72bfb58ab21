/**
 * Random executions, well formed but senseless: whatever a report is given, it must hold its form.
 */
import fc from 'fast-check';
import type {
  Execution,
  FieldNote,
  LivenessNote,
  RecordedNote,
  RefinementNote,
  Step,
} from '../../../checker/execution.js';
import { arbitraryValue } from '../arbitrary-value.js';

const text = fc.oneof(
  fc.constantFrom('receive prepare', 'end', 'note', 'a:b;c#d', '<b>"x"</b>', '%%{init}%%', 'as', 'style: x'),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const parameters = fc.dictionary(
  fc.stringMatching(/^[a-z#]{1,8}$/),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
  { maxKeys: 3 },
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Of what is large. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const message = fc.oneof(fc.record({ kind: text, ballot: fc.nat(9) }), arbitraryValue);

const livenessNote: fc.Arbitrary<LivenessNote> = fc
  .record({
    since: optional(fc.nat(9)),
    fairness: optional(
      fc.array(
        fc
          .record({
            kind: fc.constantFrom('weak' as const, 'strong' as const),
            action: text,
            node: optional(text),
            which: optional(text),
            how: fc.constantFrom('taken' as const, 'disabled' as const, 'never-enabled' as const),
            at: optional(fc.nat(9)),
          })
          .map(withoutUndefined),
        { maxLength: 20 },
      ),
    ),
    stillReachable: optional(fc.integer({ min: 1, max: 99 })),
  })
  .map(withoutUndefined);

const abstractChanges = fc.array(
  fc.oneof(
    fc
      .record({
        variable: text,
        kind: fc.constant('cell' as const),
        before: optional(arbitraryValue),
        after: arbitraryValue.filter((value) => value !== undefined),
      })
      .map(withoutUndefined),
    fc.record({
      variable: text,
      kind: fc.constant('soup' as const),
      after: fc.array(message, { maxLength: 2 }),
    }),
  ),
  { maxLength: 3 },
);

const refinementNote: fc.Arbitrary<RefinementNote> = fc.record({
  abstract: text,
  changes: abstractChanges,
  nearest: fc.array(
    fc
      .record({
        action: optional(text),
        node: optional(text),
        parameters: optional(parameters),
        changes: abstractChanges,
      })
      .map(withoutUndefined),
    { maxLength: 3 },
  ),
  allowed: fc.nat(9),
});

function recordedNote(steps: number): fc.Arbitrary<RecordedNote> {
  const operands = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), arbitraryValue, { maxKeys: 3 });
  const assignment = fc.record({ variable: text, kind: fc.constant('cell' as const), value: arbitraryValue });
  const field = fc.record({ field: text, expected: arbitraryValue, observed: arbitraryValue });
  return fc
    .record({
      run: text,
      names: optional(fc.dictionary(fc.stringMatching(/^[a-z][0-9]$/), text, { maxKeys: 3 })),
      at: fc.nat(steps - 1),
      incarnation: optional(fc.integer({ min: 1, max: 9 })),
      sequence: optional(fc.integer({ min: 1, max: 999 })),
      differences: fc.array(
        field.map((note) => withoutUndefined(note) as FieldNote),
        { maxLength: 3 },
      ),
      guards: fc.array(fc.record({ name: text, holds: fc.boolean(), operands }), { maxLength: 2 }),
      state: optional(arbitraryValue),
      allowed: fc.array(text, { maxLength: 3 }),
      edit: optional(text),
      suspect: text,
      evidence: fc.array(assignment, { maxLength: 2 }),
    })
    .map(withoutUndefined);
}

function stepOf(nodes: readonly string[], variables: readonly string[]): fc.Arbitrary<Step> {
  const node = fc.constantFrom(...nodes);
  const variable = fc.constantFrom(...variables);
  const transfer = fc.record({ from: node, to: node, message });
  const change = fc.oneof(
    fc.record({
      variable,
      kind: fc.constant('cell' as const),
      before: arbitraryValue,
      after: arbitraryValue,
    }),
    fc.record({ variable, kind: fc.constant('soup' as const), after: fc.array(message, { maxLength: 2 }) }),
  );
  return fc
    .record({
      action: text,
      node: optional(node),
      parameters,
      received: optional(transfer),
      read: seldom(
        fc.array(fc.record({ from: node, message, sentAt: fc.nat(11) }), { minLength: 1, maxLength: 10 }),
      ),
      sent: fc.array(transfer, { maxLength: 3 }),
      changes: fc.array(change, { maxLength: 3 }),
      place: optional(text),
    })
    .map(withoutUndefined);
}

export const arbitraryExecution: fc.Arbitrary<Execution> = fc
  .uniqueArray(fc.oneof(fc.stringMatching(/^[a-z][0-9]$/), text), { minLength: 1, maxLength: 20 })
  .chain((nodes) => {
    const variables = [...nodes, ...nodes.map((node) => `inbox of ${node}`)];
    return fc.array(stepOf(nodes, variables), { maxLength: 12 }).chain((steps) =>
      fc
        .record({
          spec: text,
          parameters,
          mutant: optional(text),
          property: optional(
            fc.record({
              name: text,
              kind: text,
              says: text,
              parameters,
              outcome: fc.constantFrom('violated' as const, 'reached' as const),
            }),
          ),
          initial: fc.tuple(
            ...variables.map((variable) =>
              fc.oneof(
                fc.record({
                  variable: fc.constant(variable),
                  kind: fc.constant('cell' as const),
                  value: arbitraryValue,
                }),
                fc.record({
                  variable: fc.constant(variable),
                  kind: fc.constant('soup' as const),
                  value: fc.array(arbitraryValue),
                }),
              ),
            ),
          ),
          steps: fc.constant(steps.map(readingEarlier)),
          loopStart: optional(fc.nat(steps.length)),
          liveness: optional(livenessNote),
          refinement: seldom(refinementNote),
          recorded: steps.length === 0 ? fc.constant(undefined) : optional(recordedNote(steps.length)),
        })
        .map(withoutUndefined),
    );
  });

/** What is read was sent by a step before. */
function readingEarlier({ read, ...step }: Step, index: number): Step {
  if (read === undefined) return step;
  const messages = read.map(({ sentAt = 0, ...head }) => (sentAt < index ? { ...head, sentAt } : head));
  return { ...step, read: messages };
}

/** An optional field of an execution is absent, never undefined. */
function withoutUndefined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, item]) => item !== undefined)) as T;
}

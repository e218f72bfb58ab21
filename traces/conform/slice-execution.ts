/**
 * The slice of a violation as an execution: the form in which everything else here is shown. Values are what lines have told of them; before
 * the first line that is still there nothing is known.
 */
import { equalValues } from '../../checker/canonical.js';
import type { Assignment, Change, Execution, Names, Step } from '../../checker/execution.js';
import type { EventOf } from '../event.js';
import { namesToldIn } from './names.js';
import type { Located, Positioned } from './order.js';
import { at } from './place.js';
import type { Slice } from './recent.js';
import type { Known, Telling } from './telling.js';
import type { Violation } from './verdict.js';

export interface Told {
  readonly run: string;
  /** By which it was judged. */
  readonly spec: string;
  readonly violation: Violation;
  readonly slice: Slice;
  /** The lines of a node that are still there, in their order. */
  readonly linesOf: (node: string) => readonly Located<Positioned>[];
  readonly telling: Telling;
  /** What a mapping renames. */
  readonly names: Names;
}

export function executionOf({ run, spec, violation, slice, linesOf, telling, names }: Told): Execution {
  const events = slice.lines.map(({ event }) => event);
  const part = (value: unknown) => telling.partOf?.(value, events) ?? value;
  const told = toldOf(slice, linesOf, telling);
  const all = slice.lines.map((line, i) => {
    const { before, after } = told.get(line) ?? { before: new Map(), after: new Map() };
    // All that a start found is in question where it is refused.
    const isRefused = i === slice.at && line.event.kind === 'start';
    return { line, changes: changesOf(before, after, isRefused ? (value) => value : part) };
  });
  const small =
    telling.partOf === undefined ? undefined : fieldsThatChange(all.flatMap(({ changes }) => changes));
  const written = new Set(
    all.flatMap(({ line, changes }) => (line.event.kind === 'start' ? [] : changes.map((c) => c.variable))),
  );
  const steps = all.map(({ line, changes }, i) => {
    // A start tells all that it found; what no other line is about is left out.
    const isWhole = line.event.kind !== 'start' || i === slice.at;
    const told = isWhole ? changes : changes.filter((c) => written.has(c.variable));
    return stepOf(line, small === undefined ? told : told.map(small), telling);
  });
  const variables = new Map<string, Assignment>();
  for (const { changes } of steps) {
    for (const { variable, before } of changes)
      if (!variables.has(variable)) variables.set(variable, { variable, kind: 'cell', value: before });
  }
  const { level, rule, says, incarnation, sequence, differences, guards } = violation;
  const { tried, state, allowed, edit, editKind, suspect, evidence = [] } = violation;
  const initial = [...variables.values()];
  const named = namesToldIn([violation, initial, steps], names);
  return {
    spec,
    parameters: {},
    property: {
      name: rule,
      kind: level === 'clients' ? level : `level ${level}`,
      says,
      parameters: {},
      outcome: 'violated',
    },
    initial,
    steps,
    recorded: {
      run,
      ...(Object.keys(named).length === 0 ? {} : { names: named }),
      at: slice.at,
      incarnation,
      sequence,
      differences,
      guards,
      ...(tried === undefined ? {} : { tried }),
      ...(state === undefined ? {} : { state }),
      allowed,
      ...(edit === undefined ? {} : { edit }),
      ...(editKind === undefined ? {} : { editKind }),
      suspect,
      evidence,
    },
  };
}

interface Around {
  readonly before: Known;
  readonly after: Known;
}

/** What was known of its node before each line of the slice, and after it: told by all its lines up to there. */
function toldOf({ lines, at }: Slice, linesOf: Told['linesOf'], telling: Telling) {
  const told = new Map<Located<Positioned>, Around>();
  const wanted = new Set(lines);
  for (const node of new Set(lines.map(({ event }) => event.node))) {
    const all = linesOf(node);
    const own = lines[at].event.node === node && !all.includes(lines[at]) ? [...all, lines[at]] : all;
    const { incarnation = 0, sequence = 0 } = own[0]?.event ?? {};
    let known: Known = incarnation === 1 && sequence === 1 ? telling.first(node) : new Map();
    for (const line of own) {
      const after = telling.after(line.event, known);
      // A start has forgotten all but what it tells.
      if (line.event.kind === 'start') known = new Map();
      if (wanted.has(line)) told.set(line, { before: known, after });
      known = after;
    }
  }
  return told;
}

function changesOf(before: Known, after: Known, part: (value: unknown) => unknown): readonly Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((variable): Change[] => {
    const [old, now] = [before.get(variable) ?? {}, after.get(variable) ?? {}];
    if (old === now || equalValues(old, now)) return [];
    return [{ variable, kind: 'cell', before: part(old), after: part(now) }];
  });
}

/** States with the fields that some of the changes are about, and what is no table or record: the others would hide them. */
function fieldsThatChange(changes: readonly Change[]): (change: Change) => Change {
  const fields = new Set(
    changes.flatMap(({ variable, before, after }) => {
      const [old, now] = [before, after] as Readonly<Record<string, unknown>>[];
      const names = Object.keys({ ...old, ...now });
      return names.filter((name) => !equalValues(old[name], now[name])).map((name) => `${variable} ${name}`);
    }),
  );
  const part = (variable: string, value: unknown): unknown =>
    Object.fromEntries(
      Object.entries(value as object).filter(
        ([name, field]) => fields.has(`${variable} ${name}`) || typeof field !== 'object' || field === null,
      ),
    );
  return (change) => ({
    ...change,
    before: part(change.variable, change.before),
    after: part(change.variable, change.after),
  });
}

function stepOf({ event, place }: Located<Positioned>, changes: readonly Change[], telling: Telling): Step {
  const { node } = event;
  const { received, sent = [] } = (event.kind === 'step' ? event : {}) as Partial<EventOf<'step'>>;
  return {
    action: telling.actionOf(event),
    node,
    parameters: telling.outputsOf?.(event) ?? {},
    ...(received === undefined
      ? {}
      : {
          received: { from: received.from, to: node, message: telling.messageOf(received.message) },
        }),
    sent: sent.flatMap(({ to, message }) =>
      to.map((receiver) => ({
        from: (message as { readonly '@from'?: string })['@from'] ?? node,
        to: receiver,
        message: telling.messageOf(message),
      })),
    ),
    changes,
    place: at(place),
  };
}

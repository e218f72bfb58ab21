/**
 * What an execution shows of a liveness property, judged by the spec's own code on the states that it passes: that what is owed
 * never comes, that its loop is fair, or that nothing wanted can be reached any more. Nothing here rests on the state graph in
 * which the execution was found.
 */
import { equalValues } from '../canonical.js';
import {
  type ActionNote,
  distinctNotes,
  type FairnessNote,
  type LivenessNote,
  noteOf,
} from '../execution.js';
import { formatMessage, formatParameters, formatValue } from '../format-value.js';
import {
  add,
  type Cell,
  type Fairness,
  type Invariant,
  type LivenessProperty,
  type Model,
  type Parameters,
  type Possible,
  type Soup,
  set,
  type View,
} from '../model.js';
import type { DirectState } from '../paths/direct.js';
import { Search } from '../search.js';
import { SpecCalls } from '../user-code/spec-call.js';
import { constraintKey } from './fairness.js';
import { fairnessText } from './fairness-names.js';
import { labelOfStep, type StepLabel } from './step-labels.js';

/** An execution as the spec's own code takes it. */
export interface Replayed {
  /** One more than there are steps. */
  readonly states: readonly DirectState[];
  /** Of each step: what it may be labelled with; steps that look the same may differ in what they were given. */
  readonly labels: readonly (readonly StepLabel[])[];
}

/**
 * Why an execution breaks an instance of a liveness property; a text that says what is amiss where it does not.
 * @param loopStart as in Execution
 */
export function livenessNote(
  model: Model,
  property: LivenessProperty,
  parameters: Parameters,
  replayed: Replayed,
  loopStart: number | undefined,
): LivenessNote | string {
  const doesNot = `the execution does not break ${property.name}`;
  if (property.kind === 'possible') {
    if (loopStart !== undefined) return `${doesNot}: it is endless`;
    return stillReachable(model, property, parameters, replayed) ?? doesNot;
  }
  if (loopStart === undefined) return `${doesNot}: it is not endless`;
  const since = owedSince(property, parameters, replayed.states);
  if (since === undefined) return doesNot;
  const loop = loopOf(replayed, loopStart);
  const fairness = fairnessOfLoop(property.fairness, loop);
  if (typeof fairness === 'string') return fairness;
  return {
    ...(property.kind === 'leadsTo' ? { since } : {}),
    fairness,
    ...whereAny('unfair', unfairIn(property.fairness, loop)),
    ...whereAny('cutOff', distinctNotes(loop.states.flatMap((state) => state.cutOff()))),
  };
}

/** After how many steps that is owed, by the instance with these parameters, which then never comes. */
function owedSince(
  property: Exclude<LivenessProperty, Possible>,
  wanted: Parameters,
  states: readonly DirectState[],
): number | undefined {
  const isMeant = ({ parameters }: { readonly parameters?: Parameters }) =>
    equalValues(parameters ?? {}, wanted);
  const since = (from: (view: View) => boolean, to: (view: View) => boolean): number | undefined => {
    const lastMet = states.findLastIndex((state) => to(state));
    const begins = states.findIndex((state, i) => i > lastMet && from(state));
    return begins < 0 ? undefined : begins;
  };
  if (property.kind === 'leadsTo') {
    const found = property.instances.filter(isMeant).map(({ from, to }) => since(from, to));
    return found.find((begins) => begins !== undefined);
  }
  // What is owed from the initial state on.
  const found = property.instances.filter(isMeant).map(({ holds }) => since(() => true, holds));
  return found.find((begins) => begins === 0);
}

/** What is repeated for ever. */
interface Loop {
  readonly start: number;
  /** Each state once. */
  readonly states: readonly DirectState[];
  /** Of each state: the steps that are enabled there. */
  readonly enabled: readonly (readonly StepLabel[])[];
  /** As in Replayed; none where nothing more happens. */
  readonly taken: Replayed['labels'];
}

function loopOf({ states, labels }: Replayed, start: number): Loop {
  const isStutter = start === labels.length;
  const inLoop = isStutter ? states.slice(start) : states.slice(start, -1);
  const enabled = inLoop.map((state) => state.steps().map(labelOfStep));
  return { start, states: inLoop, enabled, taken: labels.slice(start) };
}

function whereAny(field: 'unfair' | 'cutOff', notes: readonly ActionNote[]): LivenessNote {
  return notes.length === 0 ? {} : { [field]: notes };
}

/** What is enabled in a loop and never taken there, and no fairness speaks of. */
function unfairIn(fairness: readonly Fairness[], { enabled, taken }: Loop): ActionNote[] {
  const notesOf = (labels: readonly StepLabel[]) => labels.map(({ name, node }) => noteOf(name, node));
  const others = enabled
    .flat()
    .filter((label) => fairness.every((one) => constraintKey(one, label) === undefined));
  const done = distinctNotes(notesOf(taken.flat()));
  return distinctNotes(notesOf(others)).filter((note) => !done.some((other) => equalValues(other, note)));
}

/** How each assumption of fairness is satisfied, or a text that names one that is not. */
function fairnessOfLoop(
  fairness: readonly Fairness[],
  { start: loopStart, enabled, taken }: Loop,
): readonly FairnessNote[] | string {
  const notes: FairnessNote[] = [];
  for (const one of fairness) {
    const { kind, action } = one;
    const met = new Map<string, StepLabel>();
    for (const label of enabled.flat()) {
      const key = constraintKey(one, label);
      if (key !== undefined && !met.has(key)) met.set(key, label);
    }
    if (met.size === 0) {
      notes.push({
        kind,
        action,
        ...(one.node === undefined ? {} : { node: one.node }),
        how: 'never-enabled',
      });
      continue;
    }
    for (const [key, label] of [...met].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const isIt = (other: StepLabel) => constraintKey(one, other) === key;
      const head = { kind, action, ...whoAndWhich(one, label) };
      const step = taken.findIndex((candidates) => candidates.some(isIt));
      const disabled = enabled.findIndex((there) => !there.some(isIt));
      if (step >= 0) notes.push({ ...head, how: 'taken', at: loopStart + step + 1 });
      else if (kind === 'weak' && disabled >= 0)
        notes.push({ ...head, how: 'disabled', at: loopStart + disabled });
      else {
        const always = kind === 'weak' ? 'always enabled' : 'enabled again and again';
        return `the loop breaks ${fairnessText(head)}: it is ${always} and never taken`;
      }
    }
  }
  return notes;
}

/** Of which process and which step an assumption speaks. */
function whoAndWhich({ node, each }: Fairness, label: StepLabel): Pick<FairnessNote, 'node' | 'which'> {
  const who = each === undefined ? node : label.node;
  const which = each === 'step' ? whichText(label) : '';
  return { ...(who === undefined ? {} : { node: who }), ...(which === '' ? {} : { which }) };
}

/** `ballot: 1; prepare(ballot: 1) from p1` */
function whichText({ parameters, element }: StepLabel): string {
  const given = parameters === undefined ? '' : formatParameters(parameters);
  return [given, element === undefined ? '' : elementText(element)].filter((text) => text !== '').join('; ');
}

function elementText(element: unknown): string {
  const { from, message } = (typeof element === 'object' && element !== null ? element : {}) as {
    readonly from?: unknown;
    readonly message?: unknown;
  };
  return typeof from === 'string' && message !== undefined
    ? `${formatMessage(message)} from ${from}`
    : formatValue(element);
}

/** Explores all that can be reached from the last state; undefined where something wanted can. */
function stillReachable(
  model: Model,
  { name, instances }: Possible,
  wanted: Parameters,
  { states }: Replayed,
): LivenessNote | undefined {
  const last = states[states.length - 1];
  const instance = instances.find(({ parameters }) => equalValues(parameters ?? {}, wanted));
  if (instance === undefined) return undefined;
  const initial = model.variables.flatMap((variable) =>
    variable.kind === 'cell'
      ? [set(variable as Cell<unknown>, last.get(variable as Cell<unknown>))]
      : last.sent(variable as Soup<unknown>).map((member) => add(variable as Soup<unknown>, member)),
  );
  const never: Invariant = {
    kind: 'invariant',
    name,
    says: '',
    instances: [{ holds: (view) => !instance.holds(view) }],
  };
  const search = new Search({ ...model, initial: [initial], properties: [never] }, new SpecCalls(false), {
    memoryLimitBytes: Number.POSITIVE_INFINITY,
  });
  while (search.advance(1 << 16));
  if (search.end?.kind !== 'closed') return undefined;
  const { engine } = search;
  const cutOff = engine.cutOff();
  const names = engine.actionNames.filter((_, action) => cutOff[action] > 0);
  return {
    stillReachable: search.distinct,
    ...whereAny(
      'cutOff',
      names.map((action) => ({ action })),
    ),
  };
}

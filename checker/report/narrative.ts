/**
 * What there is to tell about an execution, whatever the form it is told in: who takes part, who moves, which
 * messages are one broadcast, in which step a received message was sent, and which changes say something new.
 */
import { isList } from 'immutable';
import { canonical, equalValues } from '../canonical.js';
import type { ActionNote, Change, Execution, FairnessNote, Step } from '../execution.js';
import { formatMessage, formatName, formatParameters } from '../format-value.js';
import type { Transfer } from '../model.js';
import { formatCount } from './numbers.js';
import { refinementWords } from './refinement.js';

/** The process that moves in a step: the one the step names, else the receiver of its message. */
export function mover(step: Step): string | undefined {
  return step.node ?? step.received?.to;
}

/**
 * The nodes that move, receive or have a message of theirs received or read, in the order in which the initial state
 * lists them; those that it does not list follow, kind by kind (`leader 2` behind `leader 1`) in the order of
 * their appearance.
 */
export function participants(execution: Execution): readonly string[] {
  const seen = new Set<string>();
  for (const step of execution.steps) {
    const readFrom = (step.read ?? []).map(({ from }) => from);
    for (const node of [step.node, step.received?.from, step.received?.to, ...readFrom]) {
      if (node !== undefined) seen.add(node);
    }
  }
  const listed = execution.initial.map(({ variable }) => variable).filter((name) => seen.has(name));
  const unlisted = [...seen].filter((name) => !listed.includes(name));
  const kinds = [...new Set(unlisted.map(familyOf))];
  unlisted.sort(
    (a, b) =>
      kinds.indexOf(familyOf(a)) - kinds.indexOf(familyOf(b)) || a.localeCompare(b, 'en', { numeric: true }),
  );
  return [...new Set([...listed, ...unlisted])];
}

/** A node's name without its number. */
function familyOf(node: string): string {
  return node.replace(/\d+/g, '');
}

/** One message sent to one or several nodes. */
export interface Broadcast {
  readonly from: string;
  readonly to: readonly string[];
  readonly message: unknown;
}

/** What a step sent, equal messages of one sender taken together, in the order of their first sending. */
export function broadcasts(sent: readonly Transfer[]): readonly Broadcast[] {
  const groups = new Map<string, { from: string; to: string[]; message: unknown }>();
  for (const { from, to, message } of sent) {
    const key = `${JSON.stringify(from)} ${canonical(message)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { from, to: [to], message });
    else if (!group.to.includes(to)) group.to.push(to);
  }
  return [...groups.values()];
}

/**
 * The changes of a step without those of the network that its messages tell already: a soup that grew by
 * messages which the step sent, a queue that lost the message received or got the messages sent at its end.
 * A change that the messages do not explain to the last is shown.
 */
export function newsworthyChanges(step: Step): readonly Change[] {
  const sent = new Set(step.sent.map(({ message }) => canonical(message)));
  const wasSent = (member: unknown) => sent.has(canonical(member)) || sent.has(canonical(messageOf(member)));
  return step.changes.filter(({ kind, before, after }) => {
    if (kind === 'soup') {
      return !Array.isArray(after) || after.length > step.sent.length || !after.every(wasSent);
    }
    const [old, now] = [itemsOf(before), itemsOf(after)];
    if (old === undefined || now === undefined) return true;
    const left = withoutReceived(old, now, step.received);
    // In a bag, new messages stand anywhere.
    const added = left.reduce(without, now);
    const kept = added.reduce(without, now);
    return !equalValues(left, kept) || added.length > step.sent.length || !added.every(wasSent);
  });
}

/** The items without one that equals the given one, where there is one. */
function without(items: readonly unknown[], item: unknown): readonly unknown[] {
  const index = items.findIndex((other) => equalValues(other, item));
  return index < 0 ? items : items.toSpliced(index, 1);
}

/** The old items of a queue, without the received message where the step took it out. */
function withoutReceived(
  old: readonly unknown[],
  now: readonly unknown[],
  received: Transfer | undefined,
): readonly unknown[] {
  if (received === undefined || equalValues(old, now.slice(0, old.length))) return old;
  const index = old.findIndex(
    (item) => equalValues(item, received.message) || equalValues(messageOf(item), received.message),
  );
  return index < 0 ? old : old.toSpliced(index, 1);
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (isList(value)) return value.toArray();
  return Array.isArray(value) ? value : undefined;
}

/** A member of an inbox is `{from, message}`; any other member is the message itself. */
function messageOf(member: unknown): unknown {
  if (typeof member !== 'object' || member === null) return member;
  return 'message' in member ? member.message : member;
}

/**
 * What happened in a step, without its node: `start (ballot: 1)`, `receive prepare(ballot: 1) from p1`.
 * The name of an action that ends with the kind of its message is told together with it.
 */
export function stepTitle(step: Step): string {
  const parameters = formatParameters(step.parameters);
  const suffix = parameters === '' ? '' : ` (${parameters})`;
  const action = formatName(step.action);
  if (step.received === undefined) return `${action}${suffix}`;
  return `${actionWithMessage(step, step.received)} from ${formatName(step.received.from)}${suffix}`;
}

/** `receive prepare(ballot: 1)`, or, where the action is not named after the message, `learn: accepted(...)`. */
function actionWithMessage(step: Step, { message }: Transfer): string {
  const text = formatMessage(message);
  const kind = kindOf(message);
  return kind !== undefined && step.action.endsWith(` ${kind}`)
    ? `${formatName(step.action.slice(0, -kind.length))}${text}`
    : `${formatName(step.action)}: ${text}`;
}

/** The label of a step where its sender and receiver are drawn: a plain receipt is its message alone. */
export function stepLabel(step: Step): string {
  if (step.received === undefined) return stepTitle(step);
  const kind = kindOf(step.received.message);
  const parameters = formatParameters(step.parameters);
  const suffix = parameters === '' ? '' : ` (${parameters})`;
  return kind !== undefined && step.action === `receive ${kind}`
    ? `${formatMessage(step.received.message)}${suffix}`
    : `${actionWithMessage(step, step.received)}${suffix}`;
}

function kindOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  if ('kind' in message && typeof message.kind === 'string') return message.kind;
  return 'type' in message && typeof message.type === 'string' ? message.type : undefined;
}

/**
 * For each step that receives a message, the index of the step in which it was sent; undefined where it was
 * there from the start. Where equal messages were sent several times, receipts take them in the order of
 * sending; a receipt beyond their number (a duplicate) is one more of the last.
 */
export function sendingSteps(execution: Execution): readonly (number | undefined)[] {
  const sendings = new Map<string, { steps: number[]; received: number }>();
  return execution.steps.map((step, index) => {
    const sending = step.received === undefined ? undefined : sendings.get(transferKey(step.received));
    const sentIn = sending?.steps[Math.min(sending.received, sending.steps.length - 1)];
    if (sending !== undefined) sending.received++;
    for (const transfer of step.sent) {
      const key = transferKey(transfer);
      const earlier = sendings.get(key);
      if (earlier === undefined) sendings.set(key, { steps: [index], received: 0 });
      else earlier.steps.push(index);
    }
    return sentIn;
  });
}

function transferKey({ from, to, message }: Transfer): string {
  return `${JSON.stringify([from, to])} ${canonical(message)}`;
}

/** What the execution is an example of, in a line or two: spec, parameters, mutant, property. */
export function headline(execution: Execution): readonly string[] {
  const parameters = formatParameters(execution.parameters);
  const mutant = execution.mutant === undefined ? '' : `, mutant ${formatName(execution.mutant)}`;
  const spec = `${formatName(execution.spec)}${parameters === '' ? '' : ` (${parameters})`}${mutant}`;
  const { property, recorded } = execution;
  const what =
    recorded === undefined ? spec : `${formatName(recorded.run)}, a recorded run, judged by ${spec}`;
  if (property === undefined) return [what];
  const verb = property.outcome === 'violated' ? 'violates' : 'reaches';
  const instance = formatParameters(property.parameters);
  const kind = `${formatName(property.kind)}${instance === '' ? '' : `; ${instance}`}`;
  return [what, `${verb} ${formatName(property.name)} (${kind}): ${formatName(property.says)}`];
}

/** Whether it is the line of a recorded run that the protocol does not explain. */
export function isRefuted({ recorded }: Execution, index: number): boolean {
  return recorded?.at === index;
}

/** Whether it is the step with which a property is broken, or the refuted line. What is broken in the long run no single step shows. */
export function isWrong(execution: Execution, index: number): boolean {
  const { property, steps, liveness, recorded } = execution;
  if (recorded !== undefined) return isRefuted(execution, index);
  return property?.outcome === 'violated' && liveness === undefined && index === steps.length - 1;
}

/** How an endless execution goes on behind its last step. */
export function endless({ steps, loopStart = 0 }: Execution): string {
  return loopStart < steps.length
    ? `back to step ${loopStart + 1}, for ever`
    : 'nothing more happens: it stutters for ever';
}

/**
 * Why an execution breaks a property that it is not seen to break by its steps. Of liveness: what is owed or out of reach, and how each assumption of
 * fairness is satisfied; of a refinement: what the last step does to the abstract model.
 */
export interface Reasons {
  readonly sentences: readonly string[];
  /** What a step, or one that the abstract model has, does to its variables. */
  readonly abstract: readonly (readonly [who: string, what: string])[];
  /** What is assumed, and how the execution satisfies it. */
  readonly fairness: readonly (readonly [assumption: string, how: string])[];
}

/** Reports of many assumptions show so many. */
const ASSUMPTIONS_MAX = 12;
/** And so many actions in a sentence. */
const ACTIONS_MAX = 5;

const NO_REASONS: Reasons = { sentences: [], abstract: [], fairness: [] };

/** Without sentences where there is nothing to explain. */
export function reasons(execution: Execution): Reasons {
  const { liveness, steps, loopStart } = execution;
  const refinement = refinementWords(execution);
  if (refinement !== undefined)
    return { ...NO_REASONS, sentences: [refinement.sentence], abstract: refinement.rows };
  if (liveness === undefined) {
    const { cutOff } = execution;
    return { ...NO_REASONS, sentences: cutOff === undefined ? [] : [cutOffText(cutOff)] };
  }
  const { since, fairness, unfair = [], stillReachable, cutOff = [] } = liveness;
  const sentences: string[] = [];
  if (stillReachable !== undefined) {
    sentences.push(
      stillReachable === 1
        ? 'From there no other state can be reached, and it is none that is wanted.'
        : `From there none of the ${formatCount(stillReachable)} states that are still reachable satisfies it.`,
    );
  }
  if (since !== undefined) sentences.push(`Owed ${afterSteps(since)}, and it never comes.`);
  if (unfair.length > 0)
    sentences.push(`Enabled there, and no fairness was asked for: ${actionsText(unfair)}.`);
  if (cutOff.length > 0) sentences.push(cutOffText(cutOff));
  if (fairness === undefined) return { ...NO_REASONS, sentences };
  if (fairness.length === 0) {
    sentences.push('No fairness is assumed: any action may be put off for ever.');
    return { ...NO_REASONS, sentences };
  }
  const isStutter = loopStart === steps.length;
  const shown = fairness.slice(0, ASSUMPTIONS_MAX);
  const rows = shown.map((note) => [assumption(note), how(note, isStutter)] as const);
  if (isStutter) sentences.push('No fairness forbids it to stop there:');
  else sentences.push('No fairness forbids this loop:');
  const more = fairness.length - shown.length;
  return {
    ...NO_REASONS,
    sentences,
    fairness: more === 0 ? rows : [...rows, [`and ${formatCount(more)} more`, '']],
  };
}

/** The same as lines. */
export function reasonLines(execution: Execution): readonly string[] {
  const { sentences, abstract, fairness } = reasons(execution);
  const rows = [...abstract, ...fairness].map((row) => row.filter((cell) => cell !== '').join(': '));
  return [...sentences, ...rows];
}

function cutOffText(cutOff: readonly ActionNote[]): string {
  return `Not taken there, since the bounds of the instance (within) cut it off: ${actionsText(cutOff)}.`;
}

/** `end query at r1, end query at r2 and 3 more` */
function actionsText(actions: readonly ActionNote[]): string {
  const names = actions
    .slice(0, ACTIONS_MAX)
    .map(({ action, node }) => formatName(action) + (node === undefined ? '' : ` at ${formatName(node)}`));
  const more = actions.length - names.length;
  return names.join(', ') + (more === 0 ? '' : ` and ${formatCount(more)} more`);
}

/** `weak fairness of receive prepare at a1 (prepare(ballot: 1) from p1)` */
function assumption({ kind, action, node, which }: FairnessNote): string {
  const who = node === undefined ? '' : ` at ${formatName(node)}`;
  return `${kind} fairness of ${formatName(action)}${who}${which === undefined ? '' : ` (${formatName(which)})`}`;
}

function how({ how, at = 0 }: FairnessNote, isStutter: boolean): string {
  if (isStutter) return 'not enabled there';
  if (how === 'taken') return `taken at step ${at}`;
  return how === 'disabled' ? `not enabled ${afterSteps(at)}` : 'never enabled in the loop';
}

function afterSteps(steps: number): string {
  return steps === 0 ? 'at the beginning' : `after step ${steps}`;
}

/**
 * On which messages a step rests that its process did not receive in it: those that a quorum rule found among all that was sent to the process.
 *
 * Which these are is found by asking the spec's own code again, with messages hidden from it. Of those that it looked at one after another is
 * left out, the latest first, as long as it still allows the very same step. What is left is needed, each of them, and is enough: of five
 * promises a majority, and with it the one that the proposed value came from; of votes for two values those for the value that was learned.
 * A happened-before relation that is made of them is then one of what had to be, and not of what happened to be there (report/happened-before.ts).
 */
import { canonical, equalValues } from '../canonical.js';
import type { ReadMessage, Step } from '../execution.js';
import type { Cell, Outcome, Soup, Update, View } from '../model.js';
import type { DirectState, DirectStep } from './direct.js';

/** A member of a soup, or of a list without order, as an action saw it. */
interface Seen {
  readonly key: string;
  readonly variable: string;
  readonly member: unknown;
}

type IsHidden = (key: string) => boolean;

/**
 * @param before the state that the step leaves
 * @param taken the step, as the spec takes it
 * @param steps those of the execution, up to this one and with it
 * @returns in the order in which they were sent; none where the step is of no process, or looked at none
 */
export function messagesRead(
  before: DirectState,
  taken: DirectStep,
  steps: readonly Step[],
): readonly ReadMessage[] {
  const { node } = taken.action;
  if (node === undefined) return [];
  const earlier = steps.slice(0, -1);
  const messages = membersSeen(before, taken)
    .map((seen) => ({ key: seen.key, message: sentTo(node, seen, earlier) }))
    .filter(({ message }) => message !== undefined && !isReceived(message, taken.outcome)) as {
    readonly key: string;
    readonly message: ReadMessage;
  }[];
  messages.sort((a, b) => (a.message.sentAt ?? -1) - (b.message.sentAt ?? -1) || (a.key < b.key ? -1 : 1));
  const hidden = new Set<string>();
  for (const { key } of [...messages].reverse()) {
    hidden.add(key);
    if (!isAllowed(before, taken, (other) => hidden.has(other))) hidden.delete(key);
  }
  return messages.filter(({ key }) => !hidden.has(key)).map(({ message }) => message);
}

/** What the action looks at, each once, where it is performed in this state. */
function membersSeen(state: DirectState, { action, element }: DirectStep): readonly Seen[] {
  const seen = new Map<string, Seen>();
  const note = (variable: string, member: unknown) => {
    const key = keyOf(variable, member);
    if (!seen.has(key)) seen.set(key, { key, variable, member });
    return true;
  };
  action.run(through(state, note), element);
  return [...seen.values()];
}

/** Whether the action still does the same where it does not see some messages. */
function isAllowed(
  state: DirectState,
  { action, element, outcome }: DirectStep,
  isHidden: IsHidden,
): boolean {
  try {
    const view = through(state, (variable, member) => !isHidden(keyOf(variable, member)));
    return action.run(view, element).some((other) => isSameOutcome(other, outcome));
  } catch {
    // Code may rely on what has been sent whenever it comes this far.
    return false;
  }
}

/** The state with those members alone that are shown. */
function through(state: DirectState, isShown: (variable: string, member: unknown) => boolean): View {
  return {
    get: (cell: Cell<unknown>) => {
      const value = state.get(cell);
      return cell.isUnordered && Array.isArray(value)
        ? value.filter((member) => isShown(cell.name, member))
        : value;
    },
    sent: (soup: Soup<unknown>, pattern?: object) =>
      state.sent(soup, pattern as never).filter((member) => isShown(soup.name, member)),
  } as View;
}

function keyOf(variable: string, member: unknown): string {
  return `${variable} ${canonical(member)}`;
}

function isSameOutcome(one: Outcome, other: Outcome): boolean {
  return (
    equalValues(one.parameters ?? {}, other.parameters ?? {}) &&
    equalValues(one.sent ?? [], other.sent ?? []) &&
    equalValues(one.updates.map(told), other.updates.map(told))
  );
}

/** An update as a value. */
function told(update: Update): unknown {
  switch (update.kind) {
    case 'set':
      return [update.kind, update.cell.name, update.value];
    case 'add':
      return [update.kind, update.soup.name, update.member];
    case 'change':
      return [update.kind, update.cell.name, update.by.name, update.argument];
  }
}

/**
 * A member as a message to a process: the step that put it there sent it, or it was there from the start, with its sender.
 * @returns nothing where it is none, or one to somebody else
 */
function sentTo(node: string, { variable, member }: Seen, earlier: readonly Step[]): ReadMessage | undefined {
  const sentAt = earlier.findLastIndex((step) => isPutThere(step, variable, member));
  const { from, message = member } = (member ?? {}) as {
    readonly from?: unknown;
    readonly message?: unknown;
  };
  if (sentAt < 0) return typeof from === 'string' ? { from, message } : undefined;
  const transfer = earlier[sentAt].sent.find(
    (sent) =>
      sent.to === node &&
      (typeof from !== 'string' || sent.from === from) &&
      (equalValues(sent.message, message) || equalValues(sent.message, member)),
  );
  return transfer && { from: transfer.from, message: transfer.message, sentAt };
}

/** Whether a step added a member to a variable that did not have it. */
function isPutThere({ changes }: Step, variable: string, member: unknown): boolean {
  const holds = (value: unknown) => Array.isArray(value) && value.some((item) => equalValues(item, member));
  const change = changes.find((other) => other.variable === variable);
  return change !== undefined && holds(change.after) && !holds(change.before);
}

function isReceived({ from, message }: ReadMessage, { received }: Outcome): boolean {
  return received !== undefined && received.from === from && equalValues(received.message, message);
}

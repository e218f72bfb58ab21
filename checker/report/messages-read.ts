/**
 * The messages on which a step rests without receiving them, as reports tell them: equal ones of several senders together, and of many the first.
 */
import { canonical } from '../canonical.js';
import type { ReadMessage, Step } from '../execution.js';
import { formatMessage, formatName } from '../format-value.js';
import { stepLabel } from './narrative.js';

/** Of more messages the first are told, and how many more there are. */
const READ_MAX = 8;

/** Those that are told. */
export function shownOf({ read = [] }: Step): readonly ReadMessage[] {
  return read.slice(0, READ_MAX);
}

/** `vote(term: 1) from s1, s2`, each message a text; the last may be `4 more`. */
export function readTexts(step: Step): readonly string[] {
  const groups = new Map<string, { message: unknown; from: string[] }>();
  for (const { from, message } of shownOf(step)) {
    const key = canonical(message);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { message, from: [from] });
    else group.from.push(from);
  }
  const texts = [...groups.values()].map(
    ({ message, from }) => `${formatMessage(message)} from ${from.map(formatName).join(', ')}`,
  );
  const more = (step.read ?? []).length - shownOf(step).length;
  return more === 0 ? texts : [...texts, `${more} more`];
}

/** The label of a step in a picture, with the messages on which it rests: `win ◁ vote(term: 1)`. */
export function readingLabel(step: Step): string {
  const messages = [...new Set(shownOf(step).map(({ message }) => formatMessage(message)))];
  return messages.length === 0 ? stepLabel(step) : `${stepLabel(step)} ◁ ${messages.join(', ')}`;
}

/**
 * In which step the message that a step receives was sent, or those on which it rests: `3,5`; a dash where no step of this execution sent it.
 * @param sentIn the index of the step that sent what it receives
 * @param columns so wide at most
 */
export function sentInText(
  { received, read = [] }: Step,
  sentIn: number | undefined,
  columns: number,
): string {
  const number = (index: number | undefined) => (index === undefined ? '–' : String(index + 1));
  if (received !== undefined) return number(sentIn);
  const steps = [...new Set(read.map(({ sentAt }) => number(sentAt)))];
  const text = (kept: number) => `${steps.slice(0, kept).join(',')}${kept < steps.length ? ',…' : ''}`;
  let kept = steps.length;
  while (kept > 1 && text(kept).length > columns) kept--;
  return text(kept);
}

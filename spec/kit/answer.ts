/**
 * What a role answers, checked: spec code need not come from a type checker, and an answer that is none must not
 * pass for "nothing happens".
 */
import type { AnyMessage, NodeStep, Reaction } from './role.js';

/** A handler or an action whose answer is none. */
export class AnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnswerError';
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isStep(value: unknown): value is NodeStep<object, AnyMessage> {
  return isObject(value) && value.kind === 'step' && isObject(value.state) && Array.isArray(value.sends);
}

function describeAnswer(answer: unknown): string {
  if (Array.isArray(answer)) return 'a list that holds something else than steps';
  if (isObject(answer)) return typeof answer.kind === 'string' ? `a lone ${answer.kind}` : 'an object';
  return String(answer);
}

/** @throws AnswerError where a handler's answer is neither a step nor `ignore`. */
export function checkedReaction(reaction: unknown, message: string): Reaction<object, AnyMessage> {
  if (isStep(reaction) || (isObject(reaction) && reaction.kind === 'ignore')) {
    return reaction as Reaction<object, AnyMessage>;
  }
  throw new AnswerError(
    `answered ${describeAnswer(reaction)} to ${message}; return step(...), or ignore where it means nothing`,
  );
}

/** @throws AnswerError where an action's answer is no list of steps. */
export function checkedSteps(steps: unknown): readonly NodeStep<object, AnyMessage>[] {
  if (Array.isArray(steps) && steps.every(isStep)) return steps;
  throw new AnswerError(
    `answered ${describeAnswer(steps)}; return a list of steps: [step(...)], or [] where it is disabled`,
  );
}

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
  return isObject(value) && value.kind === 'step' && stepFault(value) === undefined;
}

/** What is wrong with a step. */
function stepFault({ state, sends }: Readonly<Record<string, unknown>>): string | undefined {
  // Null is an exit; whether the process may exit is known where the step is carried out (perform.ts).
  if (!isObject(state) && state !== null) return `a step to the state ${named(state)}; a state is an object`;
  if (!Array.isArray(sends)) return 'a step without sends; make it with step(...)';
  for (const sent of sends) {
    const fault = sendFault(sent);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function sendFault(sent: unknown): string | undefined {
  if (!isObject(sent) || !('message' in sent)) {
    return `a step that sends ${named(sent)}; a step takes send(to, message) and broadcast(to, message)`;
  }
  const { to, message } = sent;
  if (typeof to !== 'string') {
    return `a step that sends a message to ${named(to)}; a message is sent to a process, by its name`;
  }
  if (isObject(message) && typeof message.kind === 'string') return undefined;
  const what =
    isObject(message) && !Array.isArray(message)
      ? `a message of the kind ${named(message.kind)}`
      : named(message);
  return `a step that sends ${what} to ${to}; a message is an object whose kind is a string`;
}

function named(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : String(value);
}

/** The first step among answers that is none. */
function faultOf(answers: readonly unknown[]): string | undefined {
  const steps = answers.filter(isObject).filter(({ kind }) => kind === 'step');
  return steps.map(stepFault).find((fault) => fault !== undefined);
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
  if (isObject(reaction) && reaction.kind === 'choice') {
    return { kind: 'choice', steps: checkedSteps(reaction.steps) };
  }
  const fault = faultOf([reaction]);
  if (fault !== undefined) throw new AnswerError(`answered ${message} with ${fault}`);
  throw new AnswerError(
    `answered ${describeAnswer(reaction)} to ${message}; return step(...), or ignore where it means nothing`,
  );
}

/** @throws AnswerError where an action's answer is no list of steps. */
export function checkedSteps(steps: unknown): readonly NodeStep<object, AnyMessage>[] {
  if (Array.isArray(steps) && steps.every(isStep)) return steps;
  const fault = Array.isArray(steps) ? faultOf(steps) : undefined;
  if (fault !== undefined) throw new AnswerError(`answered ${fault}`);
  throw new AnswerError(
    `answered ${describeAnswer(steps)}; return a list of steps: [step(...)], or [] where it is disabled`,
  );
}

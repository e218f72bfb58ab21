/**
 * A step of a spec as a line says it, in the spec's own words: `changed` has the fields of the process that moved, and under `@name` each other
 * process that changed in the step. Values that JSON has no word for are written as in saved executions (checker/json-value.ts).
 */
import { equalValues } from '../../checker/canonical.js';
import type { Assignment, Step } from '../../checker/execution.js';
import { formatParameters } from '../../checker/format-value.js';
import { toJson } from '../../checker/json-value.js';
import type { Model, Transfer } from '../../checker/model.js';
import { isPlain } from './plain.js';

/** Under which name a model whose actions have no process is logged. */
export const MODEL = 'model';

/** What a line says of a step, without positions and ids. */
export interface StepLine {
  readonly action: string;
  readonly received?: { readonly from: string; readonly message: object };
  readonly sent: readonly { readonly to: readonly string[]; readonly message: object }[];
  readonly changed: Readonly<Record<string, unknown>>;
}

/** @param isBare whether the parameters of the action are left out */
export function lineOfStep(model: Model, step: Step, isBare = false): StepLine {
  const { action, node, parameters, received, sent, changes } = step;
  const given = formatParameters(parameters);
  const moved = new Set(model.actions.map((one) => one.node));
  const hasNodes = moved.size > 1 || !moved.has(undefined);
  const changed: Record<string, unknown> = {};
  for (const { variable, kind, before, after } of changes) {
    if (kind !== 'cell' || (hasNodes && !moved.has(variable))) continue;
    if (variable === node && isPlain(before) && isPlain(after))
      Object.assign(changed, fieldsThatChanged(before, after));
    else changed[`@${variable}`] = toJson(after);
  }
  return {
    action: given === '' || isBare ? action : `${action}(${given})`,
    ...(received === undefined || node === undefined
      ? {}
      : { received: { from: received.from, message: messageJson(received.message) } }),
    sent: sent.map((transfer) => ({ to: [transfer.to], message: sentJson(transfer, node ?? MODEL) })),
    changed,
  };
}

function fieldsThatChanged(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): object {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => !equalValues(before[name], after[name]))
      .map((name) => [name, after[name] === undefined ? null : toJson(after[name])]),
  );
}

/** A message as a line has it, but for its id. */
export function messageJson(message: unknown): object {
  const isFlat =
    isPlain(message) && typeof message.kind === 'string' && message.kind !== '' && !('id' in message);
  return isFlat ? (toJson(message) as object) : { kind: 'message', value: toJson(message) };
}

/** The same with its sender, where that is another process than the one that moved: one that was spawned or handed something in the step. */
export function sentJson({ from, message }: Transfer, mover: string | undefined): object {
  return from === (mover ?? from) ? messageJson(message) : { ...messageJson(message), [SENDER]: from };
}

export const SENDER = '@from';

/** A message of a line without its id. */
export function bareMessage(message: object): object {
  const { id: _, ...rest } = message as { readonly id?: string };
  return rest;
}

/** What of a message its receiver sees. */
export function receivedMessage(message: object): object {
  const { [SENDER]: _, ...rest } = bareMessage(message) as Readonly<Record<string, unknown>>;
  return rest;
}

const keeping = new WeakMap<Model, boolean>();

/** Whether what one process sends to another arrives in that order: the network has channels (spec/kit/network.ts, fifo). */
export function keepsOrder(model: Model): boolean {
  let keeps = keeping.get(model);
  if (keeps === undefined) {
    keeps = model.variables.some(({ name }) => CHANNEL.test(name));
    keeping.set(model, keeps);
  }
  return keeps;
}

const CHANNEL = /^channel \S+ to \S+$/;

/** What is on its way in an initial state: sent by what processes do first. */
export function initialMessages(initial: readonly Assignment[]): readonly Transfer[] {
  return initial.flatMap(({ variable, value }) => {
    const to = /^(?:inbox|channel \S+ to) (\S+)$/.exec(variable)?.[1];
    if (to === undefined || !Array.isArray(value)) return [];
    return (value as readonly { from: string; message: unknown }[]).map(({ from, message }) => ({
      from,
      to,
      message,
    }));
  });
}

/** The name of a line that says what was sent before the first step. */
export const BEGINNING = 'start';

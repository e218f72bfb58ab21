/**
 * A log in names of its own, judged by a spec: a mapping says what the spec calls its nodes, actions, kinds of messages and fields. Where names are
 * not enough a mapping of TypeScript has a function that makes of each line another.
 */
import { z } from 'zod';
import { InputError } from '../../checker/input-error.js';
import type { Model } from '../../checker/model.js';
import { type Event, type EventOf, event as eventSchema } from '../event.js';
import { isPlain } from './plain.js';
import { moverOf } from './unseen.js';

const names = z.record(z.string(), z.string().min(1)).optional();

/** Each from the name in the log to the name in the spec. What is not listed keeps its name. */
export const mappingSchema = z.strictObject({
  nodes: names.describe('also where a field has the name of a node as its value'),
  actions: names.describe('without parameters'),
  kinds: names.describe('of messages'),
  fields: names.describe('of messages and of `changed`, at any depth'),
  line: z
    .custom<(event: Event) => unknown>((value) => typeof value === 'function', 'must be a function')
    .optional(),
});

export type Mapping = z.infer<typeof mappingSchema>;

/**
 * @param label of the file, for messages
 * @throws InputError where it is no mapping
 */
export function mappingOf(value: unknown, label: string): Mapping {
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new InputError(
    `${label} is no mapping: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}; it has nodes, actions, kinds and fields, each with names of the log and those of the spec`,
  );
}

/** @throws InputError where it speaks of what the spec does not have */
export function refuseStrangers({ nodes = {}, actions = {} }: Mapping, model: Model, label: string): void {
  const processes = [...new Set(model.actions.map((action) => moverOf(model, action)))];
  const taken = new Map<string, string>();
  for (const [from, to] of Object.entries(nodes)) {
    if (!processes.includes(to))
      throw new InputError(
        `${label}: nodes.${from}: ${model.name} has no process ${to}; it has ${processes.join(', ')}`,
      );
    const other = taken.get(to);
    if (other !== undefined)
      throw new InputError(`${label}: nodes.${from}: ${to} is ${other} already; two nodes are two processes`);
    taken.set(to, from);
  }
  const known = [
    ...new Set(
      model.actions.map(({ name, nameBegins }) =>
        typeof name === 'string' ? name : `${nameBegins ?? ''}...`,
      ),
    ),
  ];
  for (const [from, to] of Object.entries(actions)) {
    const isKnown = known.some((name) =>
      name.endsWith('...') ? to.startsWith(name.slice(0, -3)) : name === to,
    );
    if (!isKnown)
      throw new InputError(
        `${label}: actions.${from}: ${model.name} has no action ${to}; it has ${known.join(', ')}`,
      );
  }
}

/** What a mapping makes of each line. @throws InputError where its function fails, or makes no line */
export function renaming(mapping: Mapping, label: string): (event: Event) => Event {
  const { nodes = {}, actions = {}, kinds = {}, fields = {}, line } = mapping;
  const node = (name: string): string => nodes[name] ?? name;
  const words = (value: unknown): unknown => {
    if (typeof value === 'string') return node(value);
    if (Array.isArray(value)) return value.map(words);
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, part]) => [fields[field] ?? field, words(part)]),
    );
  };
  const message = <M extends { readonly id: string; readonly kind: string }>({ id, kind, ...rest }: M): M =>
    ({ id, kind: kinds[kind] ?? kind, ...(words(rest) as object) }) as unknown as M;
  const step = (event: EventOf<'step'>): Event => {
    const { received, sent, changed, action, role, process } = event;
    const [, name, parameters] = /^([^(]*)(.*)$/s.exec(action) ?? [];
    return {
      ...event,
      node: node(event.node),
      role: node(role),
      process: node(process),
      action: `${actions[name] ?? name}${parameters}`,
      ...(received === undefined
        ? {}
        : { received: { from: node(received.from), message: message(received.message) } }),
      sent: sent.map((one) => ({ to: one.to.map(node), message: message(one.message) })),
      changed: words(changed) as typeof changed,
    };
  };
  return (given) => {
    const event = line === undefined ? given : madeBy(line, given, label);
    if (event.kind === 'step') return step(event);
    if (event.kind === 'start')
      return { ...event, node: node(event.node), durable: words(event.durable) as typeof event.durable };
    return 'node' in event ? { ...event, node: node(event.node) } : event;
  };
}

function madeBy(line: (event: Event) => unknown, given: Event, label: string): Event {
  let made: unknown;
  try {
    // One of its own: it may change the line, and what is in it may be in other lines, too.
    made = line(structuredClone(given));
  } catch (error) {
    throw new InputError(`${label}: line: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const parsed = eventSchema.safeParse(made);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new InputError(`${label}: line makes something that is no line: ${path.join('.')}: ${message}`);
}
